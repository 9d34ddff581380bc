package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code bronze/interactions}: one row per interaction, in its latest state. */
public final class BronzeInteractions {
  public static final String INTERACTION_ID = "interaction_id";
  public static final String SUBJECT_KEY = "subject_key";
  public static final String SESSION_ID = "session_id";
  public static final String CREATED_AT = "created_at";
  public static final String UPDATED_AT = "updated_at";
  public static final String EVENT_DATE = "event_date";
  public static final String INPUT_TEXT = "input_text";
  public static final String DOMAIN = "domain";
  public static final String TEMPLATE_ID = "template_id";
  public static final String GENERATED_PROMPT = "generated_prompt";
  public static final String MODEL_OUTPUT = "model_output";
  public static final String MODEL_NAME = "model_name";
  public static final String MODEL_VERSION = "model_version";
  public static final String PROPENSITY = "propensity";
  public static final String LATENCY_MS = "latency_ms";
  public static final String PROMPT_TOKENS = "prompt_tokens";
  public static final String COMPLETION_TOKENS = "completion_tokens";
  public static final String ERROR = "error";
  public static final String FEEDBACK_SCORE = "feedback_score";
  public static final String FEEDBACK_TEXT = "feedback_text";
  public static final String FEEDBACK_AT = "feedback_at";
  public static final String MODERATION_LABEL = "moderation_label";
  public static final String METADATA = "metadata";
  public static final String CHANGE_XID = "change_xid";
  public static final String RUN_ID = "run_id";

  public static final LakeTable TABLE =
      new LakeTable(
          "bronze/interactions",
          false,
          "One row per interaction, in its latest state, without direct identifiers.",
          new StructType(
              new StructField[] {
                column(INTERACTION_ID, StringType, "user_interactions.id"),
                column(
                    SUBJECT_KEY,
                    StringType,
                    "HMAC-SHA256 of the user id, hexadecimal; null for an anonymous interaction"),
                column(SESSION_ID, StringType, "Session that the interaction belongs to"),
                column(CREATED_AT, TimestampType, "When the interaction was logged, UTC"),
                column(UPDATED_AT, TimestampType, "When the source row last changed, UTC"),
                column(EVENT_DATE, DateType, "Date of created_at in UTC; partition column"),
                column(INPUT_TEXT, StringType, "Text that the user entered"),
                column(
                    DOMAIN,
                    StringType,
                    "Domain set by the backend or by a human reviewer; null if none"),
                column(TEMPLATE_ID, StringType, "Template that the prompt was built from"),
                column(GENERATED_PROMPT, StringType, "Prompt sent to the LLM"),
                column(MODEL_OUTPUT, StringType, "Answer of the LLM"),
                column(MODEL_NAME, StringType, "LLM that answered"),
                column(
                    MODEL_VERSION,
                    IntegerType,
                    "Version of our model that made the decision (older rows)"),
                column(PROPENSITY, DoubleType, "Probability with which the template was chosen"),
                column(LATENCY_MS, IntegerType, "Time until the answer, in milliseconds"),
                column(PROMPT_TOKENS, IntegerType, "Number of tokens in the prompt"),
                column(COMPLETION_TOKENS, IntegerType, "Number of tokens in the answer"),
                column(ERROR, StringType, "Error of the LLM call, if it failed"),
                column(
                    FEEDBACK_SCORE,
                    IntegerType,
                    "The user's rating, 1 to 5 stars; null if unrated"),
                column(FEEDBACK_TEXT, StringType, "The user's comment on the rating"),
                column(FEEDBACK_AT, TimestampType, "When the rating was given, UTC"),
                column(
                    MODERATION_LABEL,
                    StringType,
                    "A human reviewer's label: ok or inappropriate; null if not reviewed"),
                column(METADATA, StringType, "Additional attributes, as JSON"),
                column(
                    CHANGE_XID, LongType, "Transaction in Postgres that last wrote the source row"),
                column(RUN_ID, LongType, "Run of the ETL job that last wrote the row")
              }),
          List.of(EVENT_DATE),
          List.of(CREATED_AT, UPDATED_AT, FEEDBACK_SCORE, CHANGE_XID, RUN_ID));

  private BronzeInteractions() {}
}

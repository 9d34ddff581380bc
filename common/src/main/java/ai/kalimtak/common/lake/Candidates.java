package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code silver/candidates}: every interaction that curation considered, with the outcome. */
public final class Candidates {
  public static final String INTERACTION_ID = "interaction_id";
  public static final String SUBJECT_KEY = "subject_key";
  public static final String SESSION_ID = "session_id";
  public static final String CREATED_AT = "created_at";
  public static final String EVENT_DATE = "event_date";
  public static final String INPUT_TEXT = "input_text";
  public static final String GENERATED_PROMPT = "generated_prompt";
  public static final String MODEL_OUTPUT = "model_output";
  public static final String TEMPLATE_ID = "template_id";
  public static final String MODEL_NAME = "model_name";
  public static final String FEEDBACK_SCORE = "feedback_score";
  public static final String MODERATION_LABEL = "moderation_label";
  public static final String GIVEN_DOMAIN = "given_domain";
  public static final String DOMAIN = "domain";
  public static final String DOMAIN_CONFIDENCE = "domain_confidence";
  public static final String QUALITY_SCORE = "quality_score";
  public static final String CURATION_STATUS = "curation_status";
  public static final String REJECTION_REASON = "rejection_reason";
  public static final String DUPLICATE_OF = "duplicate_of";
  public static final String SIMILARITY = "similarity";
  public static final String IS_CLEAN = "is_clean";
  public static final String IS_SELECTED = "is_selected";
  public static final String SPLIT = "split";
  public static final String RUN_ID = "run_id";
  public static final String TEXT_KEY = "text_key";
  public static final String FLAGS = "flags";
  public static final String FIGURES = "figures";
  public static final String MODERATION_PROBABILITY = "moderation_probability";
  public static final String MODERATION_RULE = "moderation_rule";
  public static final String RATING_COUNT = "rating_count";
  public static final String RATING_MEAN = "rating_mean";
  public static final String RATING_LOWER_BOUND = "rating_lower_bound";
  public static final String CLUSTER = "cluster";
  public static final String SIGNALS = "signals";
  public static final String BRONZE_RUN_ID = "bronze_run_id";

  public static final LakeTable TABLE =
      new LakeTable(
          "silver/candidates",
          false,
          "One row per interaction that curation considered, with the outcome and the reason.",
          new StructType(
              new StructField[] {
                column(INTERACTION_ID, StringType, "user_interactions.id"),
                column(
                    SUBJECT_KEY,
                    StringType,
                    "Pseudonym of the user; null for an anonymous interaction"),
                column(SESSION_ID, StringType, "Session that the interaction belongs to"),
                column(CREATED_AT, TimestampType, "When the interaction was logged, UTC"),
                column(EVENT_DATE, DateType, "Date of created_at in UTC"),
                column(INPUT_TEXT, StringType, "Text that the user entered, redacted"),
                column(GENERATED_PROMPT, StringType, "Prompt sent to the LLM, redacted"),
                column(MODEL_OUTPUT, StringType, "Answer of the LLM, redacted"),
                column(TEMPLATE_ID, StringType, "Template that the prompt was built from"),
                column(MODEL_NAME, StringType, "LLM that answered"),
                column(
                    FEEDBACK_SCORE,
                    IntegerType,
                    "The user's rating, 1 to 5 stars; null if unrated"),
                column(
                    MODERATION_LABEL,
                    StringType,
                    "A human reviewer's label: ok or inappropriate; null if not reviewed"),
                column(
                    GIVEN_DOMAIN,
                    StringType,
                    "Domain set by the backend or by a human reviewer; null if none"),
                column(
                    DOMAIN, StringType, "The given domain; otherwise the domain router's answer"),
                column(
                    DOMAIN_CONFIDENCE,
                    DoubleType,
                    "1 for a given domain; otherwise the router's probability, 0 to 1"),
                column(
                    QUALITY_SCORE,
                    DoubleType,
                    "How good the row is as an example to imitate, 0 to 1"),
                column(CURATION_STATUS, StringType, "candidate (unrated), selected or rejected"),
                column(
                    REJECTION_REASON,
                    StringType,
                    "First step that dropped the row; null if none did"),
                column(
                    DUPLICATE_OF,
                    StringType,
                    "interaction_id of the row that was kept instead of this duplicate"),
                column(SIMILARITY, DoubleType, "Similarity to the row in duplicate_of, 0 to 1"),
                column(
                    IS_CLEAN,
                    BooleanType,
                    "Whether the row is neither of low quality, nor inappropriate, nor a duplicate, regardless of its rating"),
                column(
                    IS_SELECTED,
                    BooleanType,
                    "Whether the row is good enough to imitate and within the quotas"),
                column(
                    SPLIT,
                    StringType,
                    "train, validation or test, assigned by a hash of the subject"),
                column(RUN_ID, LongType, "Run of the quality job that last changed the row"),
                column(
                    TEXT_KEY,
                    StringType,
                    "Hash of the normalized input and output; equal for exact duplicates"),
                column(
                    FLAGS,
                    createArrayType(StringType),
                    "All reasons to drop the row, in the order of the steps; the first one is the rejection_reason"),
                column(
                    FIGURES,
                    createMapType(StringType, DoubleType),
                    "The measurements that the steps based their decisions on, by name"),
                column(
                    MODERATION_PROBABILITY,
                    DoubleType,
                    "Probability that the input or output is inappropriate, 0 to 1; null without a model"),
                column(
                    MODERATION_RULE,
                    StringType,
                    "Listed word or model version that classified the row as inappropriate; null if a human reviewer did"),
                column(
                    RATING_COUNT,
                    IntegerType,
                    "Number of ratings of the row and its exact duplicates; null for a dropped duplicate"),
                column(RATING_MEAN, DoubleType, "Mean of those ratings, in stars"),
                column(
                    RATING_LOWER_BOUND,
                    DoubleType,
                    "Lower confidence bound of the share of good ratings among those ratings, 0 to 1"),
                column(
                    CLUSTER,
                    StringType,
                    "Near-duplicate cluster, named after its smallest text_key; null if the row is in no cluster"),
                column(
                    SIGNALS,
                    StringType,
                    "Fingerprint of the settings and model versions that the row's texts were examined with"),
                column(
                    BRONZE_RUN_ID, LongType, "Run of the ETL job that last wrote the row to bronze")
              }),
          List.of(),
          List.of(CREATED_AT, EVENT_DATE, FEEDBACK_SCORE, CURATION_STATUS, RUN_ID, BRONZE_RUN_ID));

  private Candidates() {}
}

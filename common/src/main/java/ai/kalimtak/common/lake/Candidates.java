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

/**
 * {@code silver/candidates}: every interaction that curation considered, with the decision on it.
 */
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
          "One row per interaction that curation considered, with the decision and its reasons.",
          new StructType(
              new StructField[] {
                column(INTERACTION_ID, StringType, "user_interactions.id"),
                column(SUBJECT_KEY, StringType, "Pseudonym of the user; null if anonymous"),
                column(SESSION_ID, StringType, "Session of the interaction"),
                column(CREATED_AT, TimestampType, "When the interaction was logged, UTC"),
                column(EVENT_DATE, DateType, "Date of created_at in UTC"),
                column(INPUT_TEXT, StringType, "What the user typed, redacted"),
                column(GENERATED_PROMPT, StringType, "Prompt sent to the LLM, redacted"),
                column(MODEL_OUTPUT, StringType, "Answer of the LLM, redacted"),
                column(TEMPLATE_ID, StringType, "Template that made the prompt"),
                column(MODEL_NAME, StringType, "LLM that answered"),
                column(FEEDBACK_SCORE, IntegerType, "The user's rating, 1 to 5 stars"),
                column(
                    MODERATION_LABEL,
                    StringType,
                    "Judgement of a human reviewer: ok or inappropriate"),
                column(GIVEN_DOMAIN, StringType, "Domain given by the backend or a human reviewer"),
                column(
                    DOMAIN, StringType, "Given domain, otherwise the answer of the domain router"),
                column(
                    DOMAIN_CONFIDENCE,
                    DoubleType,
                    "1 for a given domain, otherwise the probability of the router, 0 to 1"),
                column(QUALITY_SCORE, DoubleType, "Value as an example to imitate, 0 to 1"),
                column(CURATION_STATUS, StringType, "candidate (unrated), selected or rejected"),
                column(
                    REJECTION_REASON, StringType, "Reason of the first step that rejected the row"),
                column(DUPLICATE_OF, StringType, "interaction_id of the row that is kept instead"),
                column(SIMILARITY, DoubleType, "Similarity to that row, 0 to 1"),
                column(
                    IS_CLEAN,
                    BooleanType,
                    "Neither of low quality, nor inappropriate, nor a duplicate, whatever its rating"),
                column(IS_SELECTED, BooleanType, "Good enough to imitate, and within the quotas"),
                column(SPLIT, StringType, "train, validation or test, by hash of the subject"),
                column(RUN_ID, LongType, "Run that last changed anything in the row"),
                column(
                    TEXT_KEY,
                    StringType,
                    "Key of the folded input and output; equal for exact duplicates"),
                column(
                    FLAGS,
                    createArrayType(StringType),
                    "All reasons to reject the row, in the order of the steps; the first is the rejection_reason"),
                column(
                    FIGURES,
                    createMapType(StringType, DoubleType),
                    "Values on which the steps based their decisions, by name"),
                column(
                    MODERATION_PROBABILITY,
                    DoubleType,
                    "Probability that input or output is inappropriate, 0 to 1; null without a model"),
                column(
                    MODERATION_RULE,
                    StringType,
                    "Listed word or model version that makes the row inappropriate; null if a human reviewer decided"),
                column(
                    RATING_COUNT,
                    IntegerType,
                    "Ratings of the row and of its exact duplicates; null for a dropped duplicate"),
                column(RATING_MEAN, DoubleType, "Mean of those ratings, stars"),
                column(
                    RATING_LOWER_BOUND,
                    DoubleType,
                    "Lower confidence bound of the share of good ratings among them, 0 to 1"),
                column(
                    CLUSTER,
                    StringType,
                    "Near-duplicate cluster: the smallest text_key in it; null if in none"),
                column(
                    SIGNALS,
                    StringType,
                    "Fingerprint of the settings and model versions with which the texts were analyzed"),
                column(BRONZE_RUN_ID, LongType, "Run that last wrote the row to bronze")
              }),
          List.of(),
          List.of(CREATED_AT, EVENT_DATE, FEEDBACK_SCORE, CURATION_STATUS, RUN_ID, BRONZE_RUN_ID));

  private Candidates() {}
}

package ai.kalimtak.common.lake;

import static ai.kalimtak.common.lake.LakeTable.column;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** {@code gold/training_data}: the clean, unique interactions that have a label. */
public final class TrainingData {
  public static final String INTERACTION_ID = "interaction_id";
  public static final String SUBJECT_KEY = "subject_key";
  public static final String SESSION_ID = "session_id";
  public static final String CREATED_AT = "created_at";
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
  public static final String IS_SELECTED = "is_selected";
  public static final String SPLIT = "split";
  public static final String TEXT_KEY = "text_key";
  public static final String RATING_COUNT = "rating_count";
  public static final String RATING_MEAN = "rating_mean";
  public static final String RATING_LOWER_BOUND = "rating_lower_bound";

  /** Values of {@link #SPLIT}. */
  public static final String TRAIN = "train";

  public static final String VALIDATION = "validation";
  public static final String TEST = "test";

  public static final LakeTable TABLE =
      new LakeTable(
          "gold/training_data",
          false,
          "One row per clean, unique interaction with a label to learn from: a rating, a given domain or a moderation label.",
          new StructType(
              new StructField[] {
                column(INTERACTION_ID, StringType, "user_interactions.id"),
                column(
                    SUBJECT_KEY,
                    StringType,
                    "Pseudonym of the user; null for an anonymous interaction"),
                column(SESSION_ID, StringType, "Session that the interaction belongs to"),
                column(CREATED_AT, TimestampType, "When the interaction was logged, UTC"),
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
                column(DOMAIN_CONFIDENCE, DoubleType, "Confidence in the domain, 0 to 1"),
                column(
                    QUALITY_SCORE,
                    DoubleType,
                    "How good the row is as an example to imitate, 0 to 1"),
                column(
                    IS_SELECTED,
                    BooleanType,
                    "Whether the row is good enough to imitate and within the quotas"),
                column(
                    SPLIT, StringType, "train, validation or test; each user is in one split only"),
                column(TEXT_KEY, StringType, "Hash of the normalized input and output"),
                column(
                    RATING_COUNT,
                    IntegerType,
                    "Number of ratings of the row and its exact duplicates"),
                column(RATING_MEAN, DoubleType, "Mean of those ratings, in stars"),
                column(
                    RATING_LOWER_BOUND,
                    DoubleType,
                    "Lower confidence bound of the share of good ratings among those ratings, 0 to 1")
              }),
          List.of(),
          List.of(CREATED_AT, FEEDBACK_SCORE, SPLIT));

  private TrainingData() {}
}

package ai.kalimtak.common.learning;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ModelVersion;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which rows of {@code gold/training_data} teach or judge a model, and what they say. A row that a
 * person called inappropriate teaches the moderation model and no other.
 *
 * @param present whether a row has the label and may be learnt from
 * @param name the label's name
 * @param description what the label is, for messages
 * @param positive the class whose probability a model of two classes is asked for; empty where the
 *     classes are of equal rank
 */
public record LabelRule(
    Column present, Column name, String description, Optional<String> positive) {
  /** Column that {@link #apply} adds. */
  public static final String LABEL_NAME = "label_name";

  public static final String DOMAIN_ROUTER = "domain-router";
  public static final String REWARD = "reward";
  public static final String MODERATION = "moderation";

  /** The domain of what belongs to none. */
  public static final String OUT_OF_SCOPE = "out_of_scope";

  /** Classes of the reward model. */
  public static final String POSITIVE = "positive";

  public static final String NEGATIVE = "negative";

  /** Classes of the moderation model. */
  public static final String INAPPROPRIATE = "inappropriate";

  public static final String OK = "ok";

  /** The given domain. */
  public static LabelRule domain() {
    return new LabelRule(
        col(TrainingData.GIVEN_DOMAIN).isNotNull().and(harmless()),
        col(TrainingData.GIVEN_DOMAIN),
        "a given domain",
        Optional.empty());
  }

  /**
   * Ratings of at least so many stars are positive. A row carries those of all rows with its text,
   * of which it is the best rated: their mean counts, and its own where no mean is known.
   */
  public static LabelRule rating(int positiveScore) {
    Column stars = coalesce(col(TrainingData.RATING_MEAN), col(TrainingData.FEEDBACK_SCORE));
    return new LabelRule(
        stars.isNotNull().and(harmless()),
        when(stars.geq(positiveScore), lit(POSITIVE)).otherwise(lit(NEGATIVE)),
        "a rating",
        Optional.of(POSITIVE));
  }

  /** What a person said: ok or inappropriate. */
  public static LabelRule moderation() {
    return new LabelRule(
        col(TrainingData.MODERATION_LABEL).isin(OK, INAPPROPRIATE),
        col(TrainingData.MODERATION_LABEL),
        "a moderation label",
        Optional.of(INAPPROPRIATE));
  }

  /** The rule by which a version was trained. */
  public static LabelRule of(ModelVersion version) {
    return switch (version.modelName()) {
      case DOMAIN_ROUTER -> domain();
      case REWARD -> rating(version.params().path("positive_score").asInt());
      case MODERATION -> moderation();
      default -> throw new IllegalStateException("no label is known for " + version.modelName());
    };
  }

  /** The rows that have the label, with {@link #LABEL_NAME}; no shuffle. */
  public Dataset<Row> apply(Dataset<Row> gold) {
    return gold.where(present).withColumn(LABEL_NAME, name);
  }

  private static Column harmless() {
    return coalesce(col(TrainingData.MODERATION_LABEL), lit(OK)).equalTo(OK);
  }
}

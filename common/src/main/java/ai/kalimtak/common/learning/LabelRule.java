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
 * Selects the rows of {@code gold/training_data} that train or evaluate a model, and their labels.
 * A row that a human reviewer labeled inappropriate is used for the moderation model only.
 *
 * @param present whether a row has the label and may be used
 * @param name the label's name
 * @param description the label, for messages
 * @param positive the class whose probability a binary model predicts; empty if all classes are
 *     equal
 */
public record LabelRule(
    Column present, Column name, String description, Optional<String> positive) {
  /** The column that {@link #apply} adds. */
  public static final String LABEL_NAME = "label_name";

  public static final String DOMAIN_ROUTER = "domain-router";
  public static final String REWARD = "reward";
  public static final String MODERATION = "moderation";

  /** The domain of inputs that belong to no other domain. */
  public static final String OUT_OF_SCOPE = "out_of_scope";

  /** Classes of the reward model. */
  public static final String POSITIVE = "positive";

  public static final String NEGATIVE = "negative";

  /** Classes of the moderation model. */
  public static final String INAPPROPRIATE = "inappropriate";

  public static final String OK = "ok";

  /** Returns the rule for given domains. */
  public static LabelRule domain() {
    return new LabelRule(
        col(TrainingData.GIVEN_DOMAIN).isNotNull().and(harmless()),
        col(TrainingData.GIVEN_DOMAIN),
        "a given domain",
        Optional.empty());
  }

  /**
   * Returns the rule for ratings: at least {@code positiveScore} stars are positive. A row stands
   * for all rows with the same text, of which it has the best rating, so their mean is used;
   * without a mean, the row's own rating.
   */
  public static LabelRule rating(int positiveScore) {
    Column stars = coalesce(col(TrainingData.RATING_MEAN), col(TrainingData.FEEDBACK_SCORE));
    return new LabelRule(
        stars.isNotNull().and(harmless()),
        when(stars.geq(positiveScore), lit(POSITIVE)).otherwise(lit(NEGATIVE)),
        "a rating",
        Optional.of(POSITIVE));
  }

  /** Returns the rule for the labels of human reviewers: ok or inappropriate. */
  public static LabelRule moderation() {
    return new LabelRule(
        col(TrainingData.MODERATION_LABEL).isin(OK, INAPPROPRIATE),
        col(TrainingData.MODERATION_LABEL),
        "a moderation label",
        Optional.of(INAPPROPRIATE));
  }

  /** Returns the rule that a version was trained with. */
  public static LabelRule of(ModelVersion version) {
    return switch (version.modelName()) {
      case DOMAIN_ROUTER -> domain();
      case REWARD -> rating(version.params().path("positive_score").asInt());
      case MODERATION -> moderation();
      default -> throw new IllegalStateException("no label rule for model " + version.modelName());
    };
  }

  /** Keeps the rows that have the label and adds {@link #LABEL_NAME}; no shuffle. */
  public Dataset<Row> apply(Dataset<Row> gold) {
    return gold.where(present).withColumn(LABEL_NAME, name);
  }

  private static Column harmless() {
    return coalesce(col(TrainingData.MODERATION_LABEL), lit(OK)).equalTo(OK);
  }
}

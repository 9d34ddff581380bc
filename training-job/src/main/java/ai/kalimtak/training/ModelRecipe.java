package ai.kalimtak.training;

import ai.kalimtak.common.learning.LabelRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How one model is learnt from {@code gold/training_data}.
 *
 * <p>Every recipe is a linear model over features that its stages compute from the columns of an
 * interaction; it differs in rows, label, features and loss.
 */
interface ModelRecipe {
  List<String> NAMES = List.of(LabelRule.DOMAIN_ROUTER, LabelRule.REWARD, LabelRule.MODERATION);

  /** The features that the stages leave for the regression. */
  String FEATURES = "features";

  /** The label as a number from 0. */
  String LABEL = "label";

  /** How many rows a row of the train split counts as. */
  String WEIGHT = "weight";

  String name();

  /** Which rows to learn from, and what they say. */
  LabelRule label();

  /** The classes, in the order of their numbers, of those found in the train split with counts. */
  List<String> classes(Map<String, Long> trainRowsByLabel);

  /** How many rows a class must have, for a message. */
  default String enoughRows() {
    return "enough rows";
  }

  /** Columns of an interaction that the features are made of. */
  List<String> inputs();

  /** Stages from the inputs to {@link #FEATURES}. */
  List<PipelineStage> featureStages();

  /** What the registry calls the way the linear model is fitted. */
  String algorithm();

  /** The same for a person, as the model's card says it. */
  String kind();

  /**
   * Fits the linear model.
   *
   * @param rows {@link #LABEL}, {@link #WEIGHT} and {@link #FEATURES}
   * @param features how many there are
   */
  LogisticRegressionModel fit(
      Dataset<Row> rows, int features, int classes, double regParam, int maxIterations);

  /**
   * Stages behind the linear model; what they have to learn is learnt here.
   *
   * @param scored the validation split with {@link #LABEL} and what the linear model adds
   */
  List<Transformer> outputStages(List<String> classes, Dataset<Row> scored);

  /**
   * Rows to learn from that carry no label of a person: id, {@link #inputs}, {@link #WEIGHT} and
   * {@link #LABEL}. They take part in fitting, and in no measurement.
   */
  default Optional<Dataset<Row>> furtherTrainRows(Dataset<Row> gold, LabelledData data) {
    return Optional.empty();
  }

  List<Double> regParams();

  /** Iterations of L-BFGS at most. */
  default int maxIterations(TrainingSettings settings) {
    return settings.maxIterations();
  }

  /** What of the settings goes into the model; stored with the version. */
  Map<String, Object> params();
}

package ai.kalimtak.training.fitting;

import ai.kalimtak.common.learning.LabelRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Everything that is particular to one model: how it is trained from {@code gold/training_data},
 * and how its card describes it.
 *
 * <p>Every model is a linear model over features that stages compute from the columns of an
 * interaction. Recipes differ in label, features, learner and output.
 */
public interface ModelRecipe {
  /** The name in {@code model_versions.model_name}. */
  String name();

  /** A sentence for the model card that says what the model predicts. */
  String purpose();

  /** Which rows have a label, and which label. */
  LabelRule label();

  /**
   * Selects the classes to learn and their order.
   *
   * @param trainRowsByLabel number of rows in the train split by label
   */
  List<String> classes(Map<String, Long> trainRowsByLabel);

  /** The rows that a class must have, as messages describe them. */
  default String enoughRows() {
    return "enough rows";
  }

  /** The columns of an interaction that the features are computed from. */
  List<String> inputs();

  /** Stages that compute {@link ModelColumns#FEATURES} from the inputs. */
  List<PipelineStage> featureStages();

  /** How the linear model is fitted. */
  Learner learner();

  /** The fits to try. */
  Grid grid();

  /**
   * Stages that follow the linear model, fitted to the validation split.
   *
   * @param scored the validation split with {@link ModelColumns#LABEL} and the columns of the
   *     linear model
   */
  default List<Transformer> outputStages(List<String> classes, Dataset<Row> scored) {
    return List.of();
  }

  /** Columns that the output stages add to probability and prediction, with a description. */
  default Map<String, String> furtherOutputs() {
    return Map.of();
  }

  /**
   * Rows to learn from that no user or reviewer labeled, with {@link #inputs}, {@link
   * ModelColumns#WEIGHT}, {@link ModelColumns#LABEL} and an interaction_id. They are used for
   * fitting, never for measuring.
   *
   * @param labeledRows number of labeled rows in the train split
   */
  default Optional<Dataset<Row>> furtherTrainRows(
      Dataset<Row> gold, List<String> classes, long labeledRows) {
    return Optional.empty();
  }

  /**
   * The settings that shape the model, apart from the grid. They are stored with the version; if
   * one changes, the model is trained again.
   */
  Map<String, Object> params();
}

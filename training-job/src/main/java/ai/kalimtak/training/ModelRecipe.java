package ai.kalimtak.training;

import ai.kalimtak.common.learning.LabelRule;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;

/**
 * How one model is learnt from {@code gold/training_data}.
 *
 * <p>Every recipe is a logistic regression over features that its stages compute from the columns
 * of an interaction; it differs in rows, label and features.
 */
interface ModelRecipe {
  List<String> NAMES = List.of(LabelRule.DOMAIN_ROUTER, LabelRule.REWARD);

  /** The features that the stages leave for the regression. */
  String FEATURES = "features";

  /** The label as a number from 0. */
  String LABEL = "label";

  String name();

  /** Which rows to learn from, and what they say. */
  LabelRule label();

  /** The classes, in the order of their numbers, of those found in the train split with counts. */
  List<String> classes(Map<String, Long> trainRowsByLabel);

  /** Columns of an interaction that the features are made of. */
  List<String> inputs();

  /** Stages from the inputs to {@link #FEATURES}. */
  List<PipelineStage> featureStages();

  /** Stages behind the regression. */
  List<PipelineStage> outputStages(List<String> classes);

  List<Double> regParams();

  /** What of the settings goes into the model; stored with the version. */
  Map<String, Object> params();
}

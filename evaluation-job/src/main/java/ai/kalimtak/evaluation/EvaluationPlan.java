package ai.kalimtak.evaluation;

import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.evaluation.judging.Trial;
import java.util.List;

/**
 * The versions that a run measures.
 *
 * @param awaitingVerdict versions without a verdict, on the data that they were trained on
 * @param approved versions that were approved before the run, on the current data; their verdicts
 *     do not change
 */
record EvaluationPlan(List<Trial> awaitingVerdict, List<Trial> approved) {
  /** The plan of a run that only gives verdicts. */
  static EvaluationPlan ofVerdicts(List<ModelVersion> registered) {
    return new EvaluationPlan(
        registered.stream().map(version -> new Trial(version, version.datasetVersion())).toList(),
        List.of());
  }

  /**
   * Adds approved versions.
   *
   * @param currentData the latest Delta version of {@code gold/training_data}
   */
  EvaluationPlan withApproved(List<ModelVersion> versions, long currentData) {
    return new EvaluationPlan(
        awaitingVerdict,
        versions.stream().map(version -> new Trial(version, currentData)).toList());
  }

  boolean isEmpty() {
    return awaitingVerdict.isEmpty() && approved.isEmpty();
  }
}

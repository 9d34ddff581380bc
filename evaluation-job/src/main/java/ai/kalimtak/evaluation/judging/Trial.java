package ai.kalimtak.evaluation.judging;

import ai.kalimtak.common.registry.ModelVersion;

/**
 * A version to measure.
 *
 * @param datasetVersion the Delta version of {@code gold/training_data} that has the test rows
 */
public record Trial(ModelVersion version, long datasetVersion) {}

package ai.kalimtak.quality.report;

import java.util.Map;
import java.util.Objects;

/**
 * The rows of {@code gold/training_data}.
 *
 * @param trainingRows all of them
 * @param labels rows by kind of label: rated, given_domain, moderated
 */
public record TrainingRows(long trainingRows, Map<String, Long> bySplit, Map<String, Long> labels) {
  public TrainingRows {
    bySplit = Objects.requireNonNullElse(bySplit, Map.of());
    labels = Objects.requireNonNullElse(labels, Map.of());
  }

  public static TrainingRows none() {
    return new TrainingRows(0, Map.of(), Map.of());
  }
}

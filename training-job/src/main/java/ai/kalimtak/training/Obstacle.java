package ai.kalimtak.training;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.training.fitting.LabeledData;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out, before anything is fitted, why a model cannot be trained. */
final class Obstacle {
  private Obstacle() {}

  /** The reason, for the report; empty if the model can be trained. */
  static Optional<String> of(ModelRecipe recipe, LabeledData data, long minRows, long goldVersion) {
    String table = "gold/training_data version " + goldVersion;
    String label = recipe.label().description();
    long trainRows = data.rows(TrainingData.TRAIN);
    if (data.trainRowsByLabel().isEmpty()) {
      return Optional.of("no row of " + table + " has " + label);
    }
    if (data.trainRowsByClass().values().stream().filter(rows -> rows > 0).count() < 2) {
      return Optional.of(
          "the train split of "
              + table
              + " has fewer than two classes with "
              + recipe.enoughRows()
              + ": "
              + data.trainRowsByLabel().entrySet().stream()
                  .map(rows -> rows.getKey() + " " + rows.getValue())
                  .collect(Collectors.joining(", ")));
    }
    if (trainRows < minRows) {
      return Optional.of(
          "the train split of "
              + table
              + " has "
              + trainRows
              + " rows with "
              + label
              + "; at least "
              + minRows
              + " are required (training.min-rows)");
    }
    return data.rows(TrainingData.VALIDATION) == 0
        ? Optional.of("the validation split of " + table + " has no row with " + label)
        : Optional.empty();
  }
}

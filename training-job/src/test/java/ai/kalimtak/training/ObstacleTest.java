package ai.kalimtak.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.training.fitting.LabeledData;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObstacleTest {
  private static final ModelRecipe REWARD =
      Settings.load(Optional.empty(), List.of("training.models=[reward]"))
          .reader()
          .bind(TrainingSettings::from)
          .recipes()
          .get(0);

  @Test
  void enoughRowsOfTwoClassesAreNoObstacle() {
    assertThat(obstacle(Map.of("negative", 60L, "positive", 40L), 20)).isEmpty();
  }

  @Test
  void needsLabels() {
    assertThat(obstacle(Map.of(), 20))
        .hasValue("no row of gold/training_data version 3 has a rating");
  }

  @Test
  void needsTwoClasses() {
    assertThat(obstacle(Map.of("positive", 200L), 20))
        .hasValue(
            "the train split of gold/training_data version 3 has fewer than two classes with enough"
                + " rows: positive 200");
  }

  @Test
  void needsTheMinimumOfRows() {
    assertThat(obstacle(Map.of("negative", 60L, "positive", 39L), 20))
        .hasValue(
            "the train split of gold/training_data version 3 has 99 rows with a rating; at least 100"
                + " are required (training.min-rows)");
  }

  @Test
  void needsValidationRows() {
    assertThat(obstacle(Map.of("negative", 60L, "positive", 40L), 0))
        .hasValue("the validation split of gold/training_data version 3 has no row with a rating");
  }

  private static Optional<String> obstacle(Map<String, Long> trainRows, long validationRows) {
    long train = trainRows.values().stream().mapToLong(Long::longValue).sum();
    LabeledData data =
        new LabeledData(
            Map.of("train", train, "validation", validationRows),
            trainRows,
            REWARD.classes(trainRows),
            "fingerprint");
    return Obstacle.of(REWARD, data, 100, 3);
  }
}

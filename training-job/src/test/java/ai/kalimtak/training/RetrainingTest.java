package ai.kalimtak.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.training.fitting.LabeledData;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RetrainingTest {
  private static final OffsetDateTime TRAINED_AT = OffsetDateTime.parse("2026-11-01T06:00:00Z");
  private static final Retraining RULE = new Retraining(50, 0.1, 7);

  @Test
  void waitsUntilBothRowsAndShareHaveChanged() {
    assertThat(postponed(Map.of("negative", 400L, "positive", 660L), 1))
        .hasValue(
            "60 of the 1,000 rows of v3 have changed; trained again from 100 rows on, or when v3 is 7 days old (training.retrain)");
    assertThat(postponed(Map.of("negative", 400L, "positive", 700L), 1)).isEmpty();
  }

  @Test
  void countsARowThatChangesItsClassInBothClasses() {
    assertThat(postponed(Map.of("negative", 350L, "positive", 650L), 1)).isEmpty();
  }

  @Test
  void countsTheRowsOfNewAndOfLostClasses() {
    assertThat(postponed(Map.of("negative", 400L, "positive", 600L, "mixed", 100L), 1)).isEmpty();
    assertThat(postponed(Map.of("positive", 600L), 1)).isEmpty();
  }

  @Test
  void trainsAnOldVersionAgainForOneRow() {
    Map<String, Long> oneMore = Map.of("negative", 400L, "positive", 601L);
    assertThat(postponed(oneMore, 6)).isPresent();
    assertThat(postponed(oneMore, 7)).isEmpty();
  }

  private static Optional<String> postponed(Map<String, Long> rows, int days) {
    LabeledData data =
        new LabeledData(Map.of(), rows, rows.keySet().stream().sorted().toList(), "now");
    return RULE.postponed(version(), data, TRAINED_AT.plusDays(days));
  }

  private static ModelVersion version() {
    return new ModelVersion(
        "reward",
        3,
        ModelVersion.Status.APPROVED,
        "x",
        "x",
        1,
        "then",
        OptionalInt.empty(),
        "x",
        Json.read(Json.write(Map.of("train_rows", Map.of("negative", 400, "positive", 600)))),
        Json.read("{}"),
        Optional.empty(),
        "x",
        1,
        TRAINED_AT);
  }
}

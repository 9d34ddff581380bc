package ai.kalimtak.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingReportTest {
  private static final TrainingReport.Trained TRAINED =
      new TrainingReport.Trained(
          "reward",
          Optional.of(2),
          Optional.empty(),
          false,
          false,
          new TrainingReport.Data(1200, 300, 2, List.of("rare")),
          new TrainingReport.Fit(
              Optional.of("logistic-regression"),
              Optional.of(0.001),
              Map.of("log_loss", 0.5, "accuracy", 0.75, "constant_log_loss", 0.69),
              1.5));
  private static final TrainingReport.Trained SKIPPED =
      TrainingReport.Trained.skipped("moderation", "no labels");

  @Test
  void aModelIsOneFlatJsonObject() {
    assertThat(Json.tree(TRAINED).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "model",
            "version",
            "skipped",
            "unchanged",
            "postponed",
            "algorithm",
            "train_rows",
            "validation_rows",
            "classes",
            "left_out",
            "chosen_reg_param",
            "validation",
            "seconds");
    assertThat(Json.tree(SKIPPED).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(() -> Json.tree(TRAINED).fieldNames());
  }

  @Test
  void saysWhatWasTrainedAndWhatWasSkipped() {
    TrainingReport report = new TrainingReport("table@7", 7, List.of(TRAINED, SKIPPED));
    assertThat(report.headline()).isEqualTo("reward v2 trained on gold/training_data version 7");
    assertThat(report.lines())
        .extracting(line -> line.name() + ": " + line.value())
        .containsExactly(
            "reward v2: 1,200 rows, 2 classes; validation log loss 0.5000 (constant 0.6900),"
                + " accuracy 0.750",
            "  too few rows: rare",
            "moderation: skipped: no labels");
  }

  @Test
  void aRunThatSkipsEveryModelHasNothingNew() {
    TrainingReport report = new TrainingReport("table@7", 7, List.of(SKIPPED));
    assertThat(report.nothingNew()).isTrue();
    assertThat(report.headline()).isEqualTo("moderation: no labels");
  }
}

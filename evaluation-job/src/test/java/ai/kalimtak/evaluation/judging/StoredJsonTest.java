package ai.kalimtak.evaluation.judging;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The JSON of the registry, which reports and analysts read by key. */
class StoredJsonTest {
  @Test
  void aCheckIsOneFlatObject() {
    Verdict verdict =
        Verdict.judge(
            200,
            "log loss",
            new PairedDifference(0.25, 0.2, 0.3, 0.001, 200),
            Optional.empty(),
            new Gate(100, 0.05, 0.01));
    assertThat(Json.tree(verdict).path("checks").path(0))
        .hasToString(
            "{\"name\":\"beats the constant prediction\",\"passed\":true,"
                + "\"baseline\":\"constant\",\"metric\":\"log loss\",\"difference\":0.25,"
                + "\"lower\":0.2,\"upper\":0.3,\"p_value\":0.001,\"rows\":200}");
  }

  @Test
  void aCheckOfTheRowsAloneComparesNothing() {
    Verdict verdict =
        Verdict.judge(
            7,
            "log loss",
            new PairedDifference(0.25, 0.2, 0.3, 0.001, 7),
            Optional.empty(),
            new Gate(100, 0.05, 0.01));
    assertThat(Json.write(verdict))
        .isEqualTo(
            "{\"approved\":false,\"reason\":\"the test split has 7 labeled rows; at least 100 are"
                + " required (evaluation.min-test-rows)\","
                + "\"checks\":[{\"name\":\"enough test rows\",\"passed\":false,\"rows\":7}]}");
  }

  @Test
  void metricsAreOneFlatObject() {
    TestMetrics metrics =
        new TestMetrics(
            "binary",
            4,
            new TestMetrics.Score(0.75, 0.4),
            Optional.of(new TestMetrics.Binary(2, Optional.of(0.1), Optional.of(0.9))),
            Optional.empty(),
            0.05,
            new TestMetrics.Score(0.5, 0.7),
            Confusion.of(Map.of("a", Map.of("a", 2L, "b", 1L), "b", Map.of("b", 1L)), List.of("a")),
            List.of(new Calibration.Bin(0.1, 0.2, 4, 0.15, 0.25)));
    JsonNode json = Json.tree(metrics);
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "kind",
            "rows",
            "accuracy",
            "log_loss",
            "positives",
            "brier",
            "auc",
            "macro_f1",
            "ece",
            "constant_accuracy",
            "constant_log_loss",
            "labels",
            "confusion",
            "per_class",
            "calibration");
    assertThat(json.path("constant_log_loss").asDouble()).isEqualTo(0.7);
    assertThat(json.path("confusion")).hasToString("[[2,1],[0,1]]");
    assertThat(json.path("per_class").path("b"))
        .hasToString("{\"precision\":0.5,\"recall\":1.0,\"f1\":0.666667,\"support\":1}");
    assertThat(json.path("calibration").path(0))
        .hasToString(
            "{\"from\":0.1,\"to\":0.2,\"rows\":4,\"mean_confidence\":0.15,\"accuracy\":0.25}");
  }
}

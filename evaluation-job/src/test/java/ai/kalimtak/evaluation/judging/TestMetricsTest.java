package ai.kalimtak.evaluation.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.learning.LabelRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class TestMetricsTest {
  private static final List<String> DOMAINS = List.of("cooking", "finance");
  private static final List<String> RATINGS = List.of("negative", "positive");

  @Test
  void countsAnswersByLabelAndPrediction() {
    TestMetrics metrics =
        TestMetrics.of(
            scored(
                row("cooking", 0.9, "cooking", 0.9),
                row("cooking", 0.7, "cooking", 0.7),
                row("cooking", 0.4, "finance", 0.6),
                row("finance", 0.8, "finance", 0.8)),
            DOMAINS,
            Optional.empty());
    assertThat(metrics.kind()).isEqualTo("multiclass");
    assertThat(metrics.rows()).isEqualTo(4);
    assertThat(metrics.score().accuracy()).isEqualTo(0.75);
    assertThat(metrics.confusion().labels()).containsExactly("cooking", "finance");
    assertThat(metrics.confusion().counts()).containsExactly(List.of(2L, 1L), List.of(0L, 1L));
    assertThat(metrics.confusion().perClass())
        .isEqualTo(
            Map.of(
                "cooking", new Confusion.ClassMetrics(1, 0.666667, 0.8, 3),
                "finance", new Confusion.ClassMetrics(0.5, 1, 0.666667, 1)));
    assertThat(metrics.macroF1().orElseThrow()).isCloseTo(0.733333, within(2e-6));
    // Minus the mean logarithm of 0.9, 0.7, 0.4 and 0.8.
    assertThat(metrics.score().logLoss()).isCloseTo(0.400367, within(1e-6));
    assertThat(List.of(metrics.constant().accuracy(), metrics.constant().logLoss()))
        .containsExactly(0.75, 0.693147);
  }

  @Test
  void measuresABinaryModelByTheProbabilityOfThePositiveClass() {
    TestMetrics metrics =
        TestMetrics.of(
            scored(
                row("positive", 0.95, "positive", 0.95),
                row("positive", 0.35, "negative", 0.65),
                row("negative", 0.55, "negative", 0.55),
                row("negative", 0.85, "negative", 0.85)),
            RATINGS,
            Optional.of("positive"));
    assertThat(metrics.kind()).isEqualTo("binary");
    TestMetrics.Binary binary = metrics.binary().orElseThrow();
    assertThat(binary.positives()).isEqualTo(2);
    assertThat(metrics.macroF1()).isEmpty();
    // Probabilities of the positive class: 0.95 and 0.35 for positive rows, 0.45 and 0.15 for
    // negative ones; three of the four pairs are in order.
    assertThat(binary.auc()).hasValue(0.75);
    assertThat(binary.brier().orElseThrow()).isCloseTo(0.1625, within(1e-9));
    assertThat(metrics.calibration())
        .containsExactly(
            new Calibration.Bin(0.1, 0.2, 1, 0.15, 0),
            new Calibration.Bin(0.3, 0.4, 1, 0.35, 1),
            new Calibration.Bin(0.4, 0.5, 1, 0.45, 0),
            new Calibration.Bin(0.9, 1.0, 1, 0.95, 1));
    // The mean of 0.15, 0.65, 0.45 and 0.05.
    assertThat(metrics.ece()).isCloseTo(0.325, within(1e-9));
  }

  @Test
  void countsALabelUnknownToTheModelAsAnErrorInASeparateClass() {
    TestMetrics metrics =
        TestMetrics.of(
            scored(row("cooking", 0.9, "cooking", 0.9), row("travel", 0, "cooking", 0.6)),
            DOMAINS,
            Optional.empty());
    assertThat(metrics.confusion().labels()).containsExactly("cooking", "finance", "travel");
    assertThat(metrics.score().accuracy()).isEqualTo(0.5);
    assertThat(metrics.confusion().perClass().get("travel"))
        .isEqualTo(new Confusion.ClassMetrics(0, 0, 0, 1));
    // The mean over the classes that occur: 0.667 for cooking, 0 for travel.
    assertThat(metrics.macroF1().orElseThrow()).isCloseTo(0.333333, within(2e-6));
  }

  @Test
  void putsCertaintyIntoTheLastBin() {
    TestMetrics metrics =
        TestMetrics.of(scored(row("cooking", 1, "cooking", 1)), DOMAINS, Optional.empty());
    assertThat(metrics.calibration()).containsExactly(new Calibration.Bin(0.9, 1.0, 1, 1, 1));
    assertThat(metrics.ece()).isZero();
  }

  @Test
  void reportsNoMetricsWithoutRows() {
    TestMetrics metrics = TestMetrics.of(scored(), RATINGS, Optional.of("positive"));
    assertThat(metrics.rows()).isZero();
    assertThat(metrics.numbers())
        .containsEntry("rows", 0.0)
        .doesNotContainKeys("auc", "brier", "macro_f1");
  }

  private static Dataset<Row> scored(Row... rows) {
    return LocalSpark.session()
        .createDataFrame(
            List.of(rows),
            new StructType()
                .add(LabelRule.LABEL_NAME, DataTypes.StringType)
                .add("candidate_truth", DataTypes.DoubleType)
                .add("candidate_prediction", DataTypes.StringType)
                .add("candidate_confidence", DataTypes.DoubleType)
                .add("constant_truth", DataTypes.DoubleType)
                .add("constant_prediction", DataTypes.StringType));
  }

  /** One scored row; the constant prediction gives each of two classes one half. */
  private static Row row(String label, double truth, String prediction, double confidence) {
    return RowFactory.create(
        label, truth, prediction, confidence, 0.5, label.equals("positive") ? label : "cooking");
  }
}

package ai.kalimtak.training;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.learning.RouterDecision;
import ai.kalimtak.training.fitting.ModelColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RouterCalibrationTest {
  private static final List<String> DOMAINS = List.of("cooking", "finance");
  private static final List<String> SCOPED = List.of("cooking", "finance", "out_of_scope");

  /** Margins 1 and 0, right three times out of four: softmax must give 0.75, so e^(1/t) is 3. */
  @Test
  void theTemperatureMakesConfidenceEqualToAccuracy() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      rows.add(row(i % 4 == 0 ? 1 : 0, 1, 0));
    }
    RouterDecision decision = RouterCalibration.fit(scored(rows), DOMAINS, 0.01);
    assertThat(decision.temperatureValue()).isCloseTo(1 / Math.log(3), within(0.02));
  }

  @Test
  void theThresholdRefusesNoMoreRowsInScopeThanAllowed() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(row(0, i / 10.0, -2, 0));
    }
    RouterDecision decision = RouterCalibration.fit(scored(rows), SCOPED, 0.1);
    assertThat(answered(decision, rows, "out_of_scope")).isEqualTo(2);
    assertThat(answered(RouterCalibration.fit(scored(rows), SCOPED, 0), rows, "out_of_scope"))
        .isZero();
  }

  @Test
  void rowsOutOfScopeDetermineTheirProbability() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(row(0, 1, -1, -1));
      // Nine of ten rows with these margins are out of scope.
      rows.add(i == 0 ? row(1, -1, 0, 1) : row(2, -1, 0, 1));
    }
    RouterDecision decision = RouterCalibration.fit(scored(rows), SCOPED, 0.1);
    double outside =
        decision
            .transform(scored(List.of(row(2, -1, 0, 1))))
            .first()
            .<org.apache.spark.ml.linalg.Vector>getAs("probability")
            .apply(2);
    assertThat(outside).isCloseTo(0.9, within(0.02));
  }

  private static long answered(RouterDecision decision, List<Row> rows, String domain) {
    return decision
        .transform(scored(rows))
        .where(col(RouterDecision.PREDICTED_DOMAIN).equalTo(domain))
        .count();
  }

  private static Row row(int label, double... margins) {
    return RowFactory.create((double) label, Vectors.dense(margins));
  }

  private static Dataset<Row> scored(List<Row> rows) {
    return LocalSpark.session()
        .createDataFrame(
            rows,
            new StructType()
                .add(ModelColumns.LABEL, DataTypes.DoubleType)
                .add("rawPrediction", SQLDataTypes.VectorType()))
        .coalesce(2);
  }
}

package ai.kalimtak.common.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.kalimtak.common.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterDecisionTest {
  private static final List<String> LABELS = List.of("cooking", "finance", "out_of_scope");

  @TempDir Path folder;

  @Test
  void answersOutOfScopeBelowTheThresholdAndTheLargestMarginAboveIt() {
    RouterDecision decision = RouterDecision.of(LABELS, 0.5, 0.2, 0, 0);
    assertThat(
            answers(decision, margins(1, -1, -1), margins(-0.4, -0.3, -1), margins(-0.9, 0.4, 1)))
        .containsExactly("cooking", "finance", "out_of_scope");
  }

  @Test
  void computesOutOfScopeByTheLogisticFunctionAndSharesTheRestAmongDomains() {
    Vector probability =
        new RouterDecision.Rule(2, 0.5, 0.2, -2, 1).probability(Vectors.dense(1, 0, -1));
    // The score is 1 + 1/2.
    double outside = 1 / (1 + Math.exp(2 * 1.5 - 1));
    assertThat(probability.apply(2)).isCloseTo(outside, within(1e-12));
    assertThat(probability.apply(0))
        .isCloseTo((1 - outside) / (1 + Math.exp(-1 / 0.5)), within(1e-12));
    assertThat(Arrays.stream(probability.toArray()).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void usesOneHalfBelowTheThresholdIfOutOfScopeWasNotMeasured() {
    RouterDecision.Rule rule = new RouterDecision.Rule(2, 0.5, 0.2, 0, 0);
    assertThat(rule.probability(Vectors.dense(-1, -1, -1)).toArray())
        .containsExactly(0.25, 0.25, 0.5);
    assertThat(rule.probability(Vectors.dense(1, -1, -1)).apply(2)).isZero();
  }

  @Test
  void givesEveryInputADomainIfOutOfScopeIsNoLabel() {
    RouterDecision decision = RouterDecision.of(List.of("cooking", "finance"), 1, 0, 0, 0);
    assertThat(answers(decision, margins(-3, -2))).containsExactly("finance");
  }

  @Test
  void replacesTheColumnsOfAnEarlierStageAndDecidesTheSameAfterLoading() throws IOException {
    Dataset<Row> rows =
        scored(margins(0.3, -1, -1))
            .withColumn("prediction", org.apache.spark.sql.functions.lit(9.0));
    PipelineModel fitted =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  RouterDecision.of(LABELS, 0.5, Double.NEGATIVE_INFINITY, -2, 1)
                })
            .fit(rows);
    String path = folder.resolve("pipeline").toString();
    fitted.write().save(path);
    List<Row> before = fitted.transform(rows).collectAsList();
    assertThat(PipelineModel.load(path).transform(rows).collectAsList()).isEqualTo(before);
    assertThat(before.get(0).<Double>getAs("prediction")).isZero();
    assertThat(fitted.transform(rows).columns()).doesNotHaveDuplicates();
  }

  private static List<String> answers(RouterDecision decision, Row... rows) {
    return decision.transform(scored(rows)).select("predicted_domain").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static Row margins(double... margins) {
    return RowFactory.create(Vectors.dense(margins));
  }

  private static Dataset<Row> scored(Row... rows) {
    return LocalSpark.session()
        .createDataFrame(
            List.of(rows), new StructType().add("rawPrediction", SQLDataTypes.VectorType()))
        .coalesce(1);
  }
}

package ai.kalimtak.quality.signals;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.learning.RouterDecision;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class DomainsTest {
  private static final List<String> LABELS = List.of("cooking", "finance", LabelRule.OUT_OF_SCOPE);

  @Test
  void prefersTheGivenDomainAndTreatsOutOfScopeAsADomain() {
    assertThat(
            assigned(
                0.5,
                row("given", "finance", 2, -2, -2),
                row("routed", null, 2, -2, -2),
                row("outside", null, -1, -1, 1)))
        .containsExactly("given finance 1.00", "routed cooking 0.95", "outside out_of_scope 0.82");
  }

  @Test
  void keepsTheConfidenceOfAnAnswerThatIsTooUncertain() {
    assertThat(assigned(0.9, row("outside", null, -1, -1, 1))).containsExactly("outside null 0.82");
  }

  /**
   * The odds of being out of scope are exp(-score); the score is -1.5 for (-1, -1, 1) and 3 for (2,
   * -2, -2).
   */
  private static List<String> assigned(double minConfidence, Row... rows) {
    Dataset<Row> interactions =
        LocalSpark.session()
            .createDataFrame(
                List.of(rows),
                new StructType()
                    .add("id", DataTypes.StringType)
                    .add(Candidates.GIVEN_DOMAIN, DataTypes.StringType)
                    .add("rawPrediction", SQLDataTypes.VectorType()))
            .coalesce(1);
    PipelineModel router =
        new Pipeline()
            .setStages(new PipelineStage[] {RouterDecision.of(LABELS, 0.2, -1, -1, 0)})
            .fit(interactions);
    return Domains.assign(interactions, Optional.of(router), minConfidence)
        .select("id", Candidates.DOMAIN, Candidates.DOMAIN_CONFIDENCE)
        .collectAsList()
        .stream()
        .map(
            row ->
                String.format(
                    java.util.Locale.ROOT,
                    "%s %s %.2f",
                    row.<String>getAs("id"),
                    row.<String>getAs(Candidates.DOMAIN),
                    row.<Double>getAs(Candidates.DOMAIN_CONFIDENCE)))
        .toList();
  }

  private static Row row(String id, String given, double... margins) {
    return RowFactory.create(id, given, Vectors.dense(margins));
  }
}

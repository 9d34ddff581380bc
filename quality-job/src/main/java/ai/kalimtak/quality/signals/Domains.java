package ai.kalimtak.quality.signals;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.learning.ClassProbability;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Assigns each row its domain. */
final class Domains {
  private static final String PREDICTED = "predicted_domain";

  private Domains() {}

  /**
   * Adds {@code domain} and {@code domain_confidence}: the given domain with confidence 1,
   * otherwise the router's answer if it is confident enough, otherwise null; keeps every row; no
   * shuffle. The answer can be {@code out_of_scope}, which counts as a domain here. The confidence
   * is the router's probability for its answer, even where that is too low to become the domain.
   *
   * @param router the pipeline in production; empty before the first deployment
   */
  static Dataset<Row> assign(
      Dataset<Row> rows, Optional<PipelineModel> router, double minConfidence) {
    if (router.isEmpty()) {
      return rows.withColumn(Candidates.DOMAIN, col(Candidates.GIVEN_DOMAIN))
          .withColumn(
              Candidates.DOMAIN_CONFIDENCE,
              when(col(Candidates.GIVEN_DOMAIN).isNotNull(), lit(1.0)));
    }
    Column routed = ClassProbability.ofAnswer();
    Column confident = when(routed.geq(minConfidence), col(PREDICTED));
    Column[] kept =
        Stream.concat(
                Arrays.stream(rows.columns()).map(org.apache.spark.sql.functions::col),
                Stream.of(
                    coalesce(col(Candidates.GIVEN_DOMAIN), confident).alias(Candidates.DOMAIN),
                    when(col(Candidates.GIVEN_DOMAIN).isNotNull(), lit(1.0))
                        .otherwise(routed)
                        .cast(DataTypes.DoubleType)
                        .alias(Candidates.DOMAIN_CONFIDENCE)))
            .toArray(Column[]::new);
    return router.get().transform(rows).select(kept);
  }
}

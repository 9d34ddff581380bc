package ai.kalimtak.evaluation.judging;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How well confidence agrees with accuracy, in ten bins of equal width. */
final class Calibration {
  private static final int BINS = 10;

  private Calibration() {}

  /**
   * The rows whose confidence is in {@code [from, to)}.
   *
   * @param accuracy share of the rows for which the prediction came true
   */
  public record Bin(
      @JsonProperty("from") double from,
      @JsonProperty("to") double to,
      long rows,
      double meanConfidence,
      double accuracy) {}

  /**
   * The bins that have rows. For a binary model, the probability of the positive class is compared
   * with how often that class is true; otherwise, the confidence of the predicted class with how
   * often the prediction is right.
   */
  static List<Bin> bins(Dataset<Row> scored, Optional<String> positive) {
    Column confidence =
        positive
            .map(name -> Scoring.probabilityOf(name, Scoring.CANDIDATE))
            .orElse(col(Scoring.confidence(Scoring.CANDIDATE)));
    Column hit =
        positive
            .map(name -> when(Scoring.isLabel(name), 1.0).otherwise(0.0))
            .orElse(lit(1.0).minus(Scoring.error(Scoring.CANDIDATE)));
    return scored
        .select(confidence.alias("confidence"), hit.alias("hit"))
        .groupBy(least(floor(col("confidence").multiply(BINS)), lit(BINS - 1)).alias("bin"))
        .agg(
            count(lit(1)).alias("rows"),
            avg(col("confidence")).alias("mean_confidence"),
            avg(col("hit")).alias("accuracy"))
        .orderBy("bin")
        .collectAsList()
        .stream()
        .map(Calibration::bin)
        .toList();
  }

  private static Bin bin(Row row) {
    long bin = row.<Long>getAs("bin");
    return new Bin(
        bin / (double) BINS,
        (bin + 1) / (double) BINS,
        row.<Long>getAs("rows"),
        Scoring.rounded(row.<Double>getAs("mean_confidence")),
        Scoring.rounded(row.<Double>getAs("accuracy")));
  }

  /** The expected calibration error (Naeini et al. 2015). */
  static double expectedError(List<Bin> bins, long rows) {
    return bins.stream()
        .mapToDouble(bin -> Math.abs(bin.meanConfidence() - bin.accuracy()) * bin.rows() / rows)
        .sum();
  }
}

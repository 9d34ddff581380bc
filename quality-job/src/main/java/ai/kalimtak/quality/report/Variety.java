package ai.kalimtak.quality.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_extract_all;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.job.Rounding;
import ai.kalimtak.common.lake.Candidates;
import java.util.Collection;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The variety of a set of rows.
 *
 * @param domainEntropy Shannon entropy of the shares of its domains, bits
 * @param distinctWords distinct words of the inputs divided by all words (distinct-1, Li et al.
 *     2016)
 * @param distinctPairs the same for pairs of adjacent words (distinct-2)
 */
public record Variety(double domainEntropy, double distinctWords, double distinctPairs) {
  /** Larger sets repeat more, so both sides of a comparison are measured on samples of one size. */
  private static final int SAMPLE = 5_000;

  private static final String WORD = "[\\p{L}\\p{N}]+";
  private static final String PAIR = "(?=\\b([\\p{L}\\p{N}]+ [\\p{L}\\p{N}]+))";

  /**
   * Measures a set of rows.
   *
   * @param rows {@code interaction_id} and {@code input_text}
   * @param byDomain number of rows of each domain
   * @param sample number of rows whose words are counted, chosen by hash; at most 5,000
   */
  public static Variety of(Dataset<Row> rows, Collection<Long> byDomain, long sample) {
    Dataset<Row> texts =
        rows.orderBy(xxhash64(col(Candidates.INTERACTION_ID)), col(Candidates.INTERACTION_ID))
            .limit((int) Math.min(sample, SAMPLE))
            .select(lower(col(Candidates.INPUT_TEXT)).alias("text"));
    return new Variety(
        entropy(byDomain),
        distinct(texts, regexp_extract_all(col("text"), lit(WORD), lit(0))),
        distinct(texts, regexp_extract_all(col("text"), lit(PAIR), lit(1))));
  }

  static double entropy(Collection<Long> counts) {
    double all = counts.stream().mapToLong(Long::longValue).sum();
    return rounded(
        counts.stream()
            .filter(rows -> rows > 0)
            .mapToDouble(rows -> -rows / all * Math.log(rows / all) / Math.log(2))
            .sum());
  }

  private static double distinct(Dataset<Row> texts, Column grams) {
    Row row =
        texts
            .select(explode(grams).alias("gram"))
            .agg(countDistinct(col("gram")).alias("distinct"), count(lit(1)).alias("all"))
            .first();
    return rounded(row.<Long>getAs("distinct") / (double) Math.max(1, row.<Long>getAs("all")));
  }

  private static double rounded(double value) {
    return Rounding.toDecimals(4, value);
  }
}

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
 * How varied a set of rows is.
 *
 * @param domainEntropy Shannon entropy of the shares of its domains, bits
 * @param distinctWords distinct words of the inputs by all words (distinct-1, Li and others 2016)
 * @param distinctPairs the same of pairs of words that follow each other (distinct-2)
 */
public record Variety(double domainEntropy, double distinctWords, double distinctPairs) {
  /**
   * Larger sets repeat more, so both sides of a comparison are measured on at most so many rows.
   */
  private static final int SAMPLE = 5_000;

  private static final String WORD = "[\\p{L}\\p{N}]+";
  private static final String PAIR = "(?=\\b([\\p{L}\\p{N}]+ [\\p{L}\\p{N}]+))";

  /**
   * @param rows {@code interaction_id} and {@code input_text}
   * @param sample how many of them to measure, chosen by hash
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
            .agg(countDistinct(col("gram")), count(lit(1)))
            .first();
    return rounded(row.getLong(0) / (double) Math.max(1, row.getLong(1)));
  }

  private static double rounded(double value) {
    return Rounding.toDecimals(4, value);
  }
}

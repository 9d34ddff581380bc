package ai.kalimtak.bench.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The result of a search for near-duplicates and its recall.
 *
 * @param summary a description for the table
 * @param pairs columns a and b with document numbers; null if there are clusters
 * @param clusters document numbers and their cluster, or null
 */
record Found(String summary, Dataset<Row> pairs, Dataset<Row> clusters) {
  static Found pairs(String summary, Dataset<Row> pairs) {
    return new Found(summary, pairs, null);
  }

  static Found clusters(String summary, Dataset<Row> clusters) {
    return new Found(summary, null, clusters);
  }

  /**
   * Returns the summary with the share of true pairs that are among the pairs or within one
   * cluster.
   *
   * @param truth {@code text_key}, {@code other_text_key}, each pair once
   */
  String withRecall(Dataset<Row> truth) {
    Dataset<Row> numbers =
        truth.select(
            xxhash64(col("text_key")).alias("first"),
            xxhash64(col("other_text_key")).alias("second"));
    long found = pairs == null ? inOneCluster(numbers) : amongPairs(numbers);
    return String.format(
        Locale.ROOT, "%s, recall %.3f", summary, (double) found / Math.max(1, truth.count()));
  }

  private long amongPairs(Dataset<Row> truth) {
    return truth
        .select(least(col("first"), col("second")), greatest(col("first"), col("second")))
        .intersect(pairs.select(least(col("a"), col("b")), greatest(col("a"), col("b"))))
        .count();
  }

  private long inOneCluster(Dataset<Row> truth) {
    return truth
        .join(clusters.toDF("first", "first_cluster"), "first")
        .join(clusters.toDF("second", "second_cluster"), "second")
        .where("first_cluster = second_cluster")
        .count();
  }
}

package ai.kalimtak.quality.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.Candidates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The near-duplicate clusters of a lake.
 *
 * @param texts distinct texts that lie in one
 * @param bySize clusters by their number of texts
 * @param largest the largest ones, each with the texts that stay and the least similarity of one
 *     that was dropped to the one that stays for it; without a key, which would outlive its texts
 */
public record Clusters(long clusters, long texts, Map<String, Long> bySize, List<Cluster> largest) {
  private static final int SHOWN = 8;
  private static final String SIZE = "size";

  /** One of the largest. */
  public record Cluster(long texts, long kept, Double leastSimilarity) {}

  public static Clusters none() {
    return new Clusters(0, 0, Map.of(), List.of());
  }

  /**
   * Groups the texts of {@code silver/candidates} that lie in a cluster; small when it is shown.
   */
  public static Clusters of(Dataset<Row> silver) {
    Dataset<Row> sizes =
        silver
            .where(col(Candidates.CLUSTER).isNotNull())
            .groupBy(Candidates.CLUSTER)
            .agg(
                count(lit(1)).alias(SIZE),
                count(when(col(Candidates.DUPLICATE_OF).isNull(), lit(1))).alias("kept"),
                min(Candidates.SIMILARITY).alias("least"))
            .persist();
    try {
      Map<String, Long> bySize = new LinkedHashMap<>();
      long[] totals = new long[2];
      sizes
          .groupBy(band().alias("band"))
          .agg(count(lit(1)), sum(SIZE), max(SIZE).alias("most"))
          .orderBy("most")
          .collectAsList()
          .forEach(
              row -> {
                bySize.put(row.getString(0), row.getLong(1));
                totals[0] += row.getLong(1);
                totals[1] += row.getLong(2);
              });
      List<Cluster> largest =
          sizes
              .orderBy(col(SIZE).desc(), col(Candidates.CLUSTER))
              .limit(SHOWN)
              .collectAsList()
              .stream()
              .map(
                  row ->
                      new Cluster(
                          row.getLong(1),
                          row.getLong(2),
                          row.isNullAt(3) ? null : row.getDouble(3)))
              .toList();
      return new Clusters(totals[0], totals[1], bySize, largest);
    } finally {
      sizes.unpersist();
    }
  }

  private static Column band() {
    Column size = col(SIZE);
    return when(size.leq(2), "1 to 2 texts")
        .when(size.leq(5), "3 to 5 texts")
        .when(size.leq(10), "6 to 10 texts")
        .when(size.leq(100), "11 to 100 texts")
        .otherwise("more than 100 texts");
  }
}

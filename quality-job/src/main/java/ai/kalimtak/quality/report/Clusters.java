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
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The near-duplicate clusters of a lake.
 *
 * @param texts distinct texts in all clusters
 * @param bySize clusters by their number of texts
 * @param largest the largest clusters, without their keys, which would outlive the texts
 */
public record Clusters(long clusters, long texts, Map<String, Long> bySize, List<Cluster> largest) {
  private static final int SHOWN = 8;
  private static final String SIZE = "size";
  private static final String KEPT = "kept";
  private static final String LEAST = "least_similarity";
  private static final String BAND = "band";
  private static final String CLUSTERS = "clusters";
  private static final String TEXTS = "texts";
  private static final String LARGEST = "largest";

  /**
   * One of the largest clusters.
   *
   * @param kept texts that were kept
   * @param leastSimilarity lowest similarity of a dropped text to the one kept instead; empty if
   *     none was dropped
   */
  public record Cluster(long texts, long kept, Optional<Double> leastSimilarity) {}

  public Clusters {
    bySize = Objects.requireNonNullElse(bySize, Map.of());
    largest = Objects.requireNonNullElse(largest, List.of());
  }

  public static Clusters none() {
    return new Clusters(0, 0, Map.of(), List.of());
  }

  /** Counts the clusters of {@code silver/candidates}. */
  public static Clusters of(Dataset<Row> silver) {
    Dataset<Row> sizes =
        silver
            .where(col(Candidates.CLUSTER).isNotNull())
            .groupBy(Candidates.CLUSTER)
            .agg(
                count(lit(1)).alias(SIZE),
                count(when(col(Candidates.DUPLICATE_OF).isNull(), lit(1))).alias(KEPT),
                min(Candidates.SIMILARITY).alias(LEAST))
            // Read twice below.
            .persist();
    try {
      Map<String, Long> bySize = new LinkedHashMap<>();
      long clusters = 0;
      long texts = 0;
      List<Row> bands =
          sizes
              .groupBy(band().alias(BAND))
              .agg(count(lit(1)).alias(CLUSTERS), sum(SIZE).alias(TEXTS), max(SIZE).alias(LARGEST))
              .orderBy(LARGEST)
              .collectAsList();
      for (Row band : bands) {
        bySize.put(band.getAs(BAND), band.getAs(CLUSTERS));
        clusters += band.<Long>getAs(CLUSTERS);
        texts += band.<Long>getAs(TEXTS);
      }
      List<Cluster> largest =
          sizes
              .orderBy(col(SIZE).desc(), col(Candidates.CLUSTER))
              .limit(SHOWN)
              .collectAsList()
              .stream()
              .map(
                  row ->
                      new Cluster(
                          row.<Long>getAs(SIZE),
                          row.<Long>getAs(KEPT),
                          Optional.ofNullable(row.getAs(LEAST))))
              .toList();
      return new Clusters(clusters, texts, bySize, largest);
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

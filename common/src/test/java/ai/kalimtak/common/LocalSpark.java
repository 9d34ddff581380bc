package ai.kalimtak.common;

import org.apache.spark.sql.SparkSession;

/** A local Spark session for all tests of a JVM: two cores, no UI, UTC. */
public final class LocalSpark {
  private static SparkSession session;

  private LocalSpark() {}

  public static synchronized SparkSession session() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("tests")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.databricks.delta.snapshotPartitions", "2")
              .config("spark.sql.warehouse.dir", "target/warehouse")
              .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
              .config(
                  "spark.sql.catalog.spark_catalog",
                  "org.apache.spark.sql.delta.catalog.DeltaCatalog")
              // Spark would evaluate plans over local rows on the driver; a function that cannot be
              // serialized would pass here and fail on a cluster.
              .config(
                  "spark.sql.optimizer.excludedRules",
                  "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation")
              .getOrCreate();
    }
    return session;
  }
}

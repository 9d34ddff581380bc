package ai.kalimtak.common.spark;

import ai.kalimtak.common.s3.S3Defaults;
import ai.kalimtak.common.settings.CoreSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Opens the Spark session of a command, with Delta's catalog, UTC, and defaults for one machine.
 */
public final class SparkSessions {
  private static final String DRIVER_HOST = "spark.driver.host";
  private static final String HADOOP = "spark.hadoop.";

  private SparkSessions() {}

  /**
   * Returns the Hadoop configuration that a session would have, for work on files without Spark.
   */
  public static Configuration hadoop(CoreSettings core) {
    Configuration hadoop = new Configuration();
    Map<String, String> conf = new LinkedHashMap<>(S3Defaults.of(core));
    conf.putAll(core.spark().conf());
    conf.forEach(
        (key, value) -> {
          if (key.startsWith(HADOOP)) {
            hadoop.set(key.substring(HADOOP.length()), value);
          }
        });
    return hadoop;
  }

  /** Opens a session with this name; the settings under {@code spark.conf} take precedence. */
  public static SparkSession open(CoreSettings core, String name) {
    return open(core, name, Expressions.COMPILED);
  }

  /** Opens a session that evaluates expressions in a given way. */
  public static SparkSession open(CoreSettings core, String name, Expressions expressions) {
    Map<String, String> conf = new LinkedHashMap<>(expressions.conf());
    conf.put("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    conf.put("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    conf.put("spark.sql.session.timeZone", "UTC");
    conf.put("spark.sql.warehouse.dir", core.stateDirectory().resolve("warehouse").toString());
    // A command on Delta tables uses more generated classes than the hundred that Spark keeps, and
    // would compile many of them again and again.
    conf.put("spark.sql.codegen.cache.maxEntries", "2000");
    if (core.spark().isLocal()) {
      int cores = Runtime.getRuntime().availableProcessors();
      conf.put("spark.sql.shuffle.partitions", String.valueOf(Math.max(4, 2 * cores)));
      // The default of 50 tasks is too many for the state of a small table.
      conf.put("spark.databricks.delta.snapshotPartitions", "2");
      conf.put("spark.ui.enabled", "false");
      if (!core.spark().conf().containsKey(DRIVER_HOST)) {
        conf.put(DRIVER_HOST, "127.0.0.1");
        conf.put("spark.driver.bindAddress", "127.0.0.1");
      }
    }
    conf.putAll(S3Defaults.of(core));
    conf.putAll(core.spark().conf());
    SparkSession.Builder builder = SparkSession.builder().appName(name);
    if (System.getProperty("spark.master") == null) {
      builder = builder.master(core.spark().master());
    }
    for (Map.Entry<String, String> entry : conf.entrySet()) {
      builder = builder.config(entry.getKey(), entry.getValue());
    }
    return builder.getOrCreate();
  }
}

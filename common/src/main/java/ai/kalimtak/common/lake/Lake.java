package ai.kalimtak.common.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.job.JobException;
import ai.kalimtak.common.settings.CoreSettings.LakeSettings;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import scala.jdk.javaapi.CollectionConverters;

/** The Delta tables under {@code lake.root} and {@code lake.restricted-root}. */
public final class Lake {
  private final SparkSession spark;
  private final LakeSettings settings;

  public Lake(SparkSession spark, LakeSettings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /**
   * Tries both roots by writing and removing an empty file.
   *
   * @throws JobException naming the root that cannot be written
   */
  public void checkWritable() {
    checkWritable(spark, settings.root(), "lake.root");
    checkWritable(spark, settings.restrictedRoot(), "lake.restricted-root");
    if (logIsConditional()) {
      new RootProbe(hadoop(spark), settings.root(), "lake.root").tryConditionalWrites();
    }
  }

  /** The same check for a root of another setting, such as {@code models.root}. */
  public static void checkWritable(SparkSession spark, String root, String setting) {
    new RootProbe(hadoop(spark), root, setting).tryWriting();
  }

  private boolean logIsConditional() {
    return RootProbe.isOnS3(settings.root())
        && spark
            .conf()
            .get("spark.delta.logStore.s3a.impl", "")
            .equals(ConditionalLogStore.class.getName());
  }

  private static Configuration hadoop(SparkSession spark) {
    return spark.sparkContext().hadoopConfiguration();
  }

  public String path(LakeTable table) {
    return (table.restricted() ? settings.restrictedRoot() : settings.root()) + "/" + table.name();
  }

  public boolean exists(LakeTable table) {
    return DeltaTable.isDeltaTable(spark, path(table));
  }

  /** Makes the table, with its comments and properties, when it does not exist. */
  public void ensure(LakeTable table) {
    if (exists(table)) {
      return;
    }
    DeltaTableBuilder builder =
        DeltaTable.createIfNotExists(spark)
            .location(path(table))
            .comment(table.comment())
            .addColumns(table.schema())
            .property("delta.minReaderVersion", "1")
            .property("delta.minWriterVersion", "2")
            // Names the columns whose extremes are logged; texts and keys are left out.
            .property(
                "delta.dataSkippingStatsColumns", String.join(",", table.statisticsColumns()));
    if (!table.partitionColumns().isEmpty()) {
      builder = builder.partitionedBy(table.partitionColumns().toArray(String[]::new));
    }
    builder.execute();
  }

  public Dataset<Row> read(LakeTable table) {
    return spark.read().format("delta").load(path(table));
  }

  /** The table as it was at one of its versions. */
  public Dataset<Row> readVersion(LakeTable table, long version) {
    return spark.read().format("delta").option("versionAsOf", version).load(path(table));
  }

  public DeltaTable delta(LakeTable table) {
    return DeltaTable.forPath(spark, path(table));
  }

  /** The latest state; empty when the table does not exist. */
  public Optional<TableVersion> version(LakeTable table) {
    if (!exists(table)) {
      return Optional.empty();
    }
    Snapshot snapshot = snapshot(table);
    return Optional.of(new TableVersion(snapshot.metadata().id(), snapshot.version()));
  }

  /**
   * The number that each application last committed with its data, Delta's {@code txn} actions:
   * each stands exactly when the data does. Empty when the table does not exist.
   */
  public Map<String, Long> transactions(LakeTable table) {
    return exists(table) ? transactions(snapshot(table)) : Map.of();
  }

  /** The same as it stood at one version of the table. */
  public Map<String, Long> transactions(LakeTable table, long version) {
    DeltaLog log = DeltaLog.forTable(spark, path(table));
    return transactions(
        log.getSnapshotAt(version, scala.Option.empty(), scala.Option.empty(), false));
  }

  /** The version that was the latest at a time; empty before the first. */
  public OptionalLong versionAt(LakeTable table, Instant time) {
    if (!exists(table)) {
      return OptionalLong.empty();
    }
    return delta(table)
        .history()
        .where(col("timestamp").leq(lit(Timestamp.from(time))))
        .select("version")
        .orderBy(col("version").desc())
        .limit(1)
        .collectAsList()
        .stream()
        .mapToLong(row -> row.getLong(0))
        .findFirst();
  }

  private static Map<String, Long> transactions(Snapshot snapshot) {
    Map<String, Long> numbers = new HashMap<>();
    CollectionConverters.asJava(snapshot.transactions())
        .forEach((application, number) -> numbers.put(application, (Long) number));
    return numbers;
  }

  private Snapshot snapshot(LakeTable table) {
    return DeltaLog.forTable(spark, path(table))
        .update(false, scala.Option.empty(), scala.Option.empty());
  }
}

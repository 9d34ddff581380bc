package ai.kalimtak.common.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.s3.ConditionalLogStore;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.CoreSettings.LakeSettings;
import ai.kalimtak.common.spark.SparkSessions;
import ai.kalimtak.common.telemetry.TablesUsed;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** The Delta tables under {@code lake.root} and {@code lake.restricted-root}. */
public final class Lake {
  /** Delta's own limit: a younger file may belong to a write or read in progress. */
  private static final int DELTA_RETENTION_HOURS = 168;

  private static final int TASKS_PER_CORE = 4;

  private final SparkSession spark;
  private final LakeSettings settings;
  private final TablesUsed used;

  public Lake(SparkSession spark, LakeSettings settings) {
    this(spark, settings, new TablesUsed());
  }

  /**
   * @param used records each table that is read or written
   */
  public Lake(SparkSession spark, LakeSettings settings, TablesUsed used) {
    this.spark = spark;
    this.settings = settings;
    this.used = used;
  }

  /**
   * Checks both roots by writing and deleting an empty file.
   *
   * @throws JobException if a root is not writable
   */
  public void checkWritable() {
    checkWritable(spark, settings.root(), "lake.root");
    checkWritable(spark, settings.restrictedRoot(), "lake.restricted-root");
    if (logIsConditional()) {
      new RootProbe(hadoop(spark), settings.root(), "lake.root").tryConditionalWrites();
    }
  }

  /** Checks the root of another setting, such as {@code models.root}. */
  public static void checkWritable(SparkSession spark, String root, String setting) {
    new RootProbe(hadoop(spark), root, setting).tryWriting();
  }

  /**
   * Checks a root without a Spark session.
   *
   * @throws JobException if a root is not writable
   */
  public static void checkWritable(CoreSettings core, String root, String setting) {
    new RootProbe(SparkSessions.hadoop(core), root, setting).tryWriting();
  }

  /**
   * Returns the bytes of all files of a table, without Spark; 0 if it does not exist. Empty if the
   * lake is not on a disk, where the files would have to be listed over the network, or if the
   * files cannot be read.
   */
  public static OptionalLong bytesOnDisk(CoreSettings core, LakeTable table) {
    Path path = new Path(core.lake().root(), table.name());
    String scheme = path.toUri().getScheme();
    if (scheme != null && !scheme.equals("file")) {
      return OptionalLong.empty();
    }
    try {
      FileSystem files = FileSystem.getLocal(SparkSessions.hadoop(core));
      return OptionalLong.of(files.exists(path) ? files.getContentSummary(path).getLength() : 0);
    } catch (IOException e) {
      // Opening the lake explains what is wrong with it.
      return OptionalLong.empty();
    }
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

  /** Creates the table, with its comments and properties, if it does not exist. */
  public void ensure(LakeTable table) {
    ensure(table, Map.of());
  }

  /** Creates the table if it does not exist, with additional properties. */
  public void ensure(LakeTable table, Map<String, String> properties) {
    used.wrote(path(table));
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
            // Only these columns have their minimum and maximum logged; never texts or keys.
            .property(
                "delta.dataSkippingStatsColumns", String.join(",", table.statisticsColumns()));
    for (Map.Entry<String, String> property : properties.entrySet()) {
      builder = builder.property(property.getKey(), property.getValue());
    }
    if (!table.partitionColumns().isEmpty()) {
      builder = builder.partitionedBy(table.partitionColumns().toArray(String[]::new));
    }
    builder.execute();
  }

  /**
   * Appends a few rows in one file and creates the table if needed. A transaction that the table
   * has already seen adds nothing.
   */
  public void appendOnce(LakeTable table, List<Row> rows, LakeTransaction transaction) {
    ensure(table);
    spark
        .createDataFrame(rows, table.schema())
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .options(transaction.writerOptions())
        .save(path(table));
  }

  /** Returns an empty lake next to the tables, for temporary results. */
  public Lake scratch() {
    removeScratch();
    return new Lake(
        spark, new LakeSettings(scratchRoot(), scratchRoot(), settings.retentionDays()));
  }

  /** Deletes the lake of {@link #scratch}, even if a run that crashed has left it. */
  public void removeScratch() {
    Path root = new Path(scratchRoot());
    try {
      root.getFileSystem(hadoop(spark)).delete(root, /* recursive= */ true);
    } catch (IOException e) {
      throw JobException.failed("cannot delete " + root, "Check lake.root and its permissions", e);
    }
  }

  private String scratchRoot() {
    return settings.root() + "/_scratch";
  }

  public Dataset<Row> read(LakeTable table) {
    used.read(path(table));
    return spark.read().format("delta").load(path(table));
  }

  /** Reads the table as of one of its versions. */
  public Dataset<Row> readVersion(LakeTable table, long version) {
    used.read(path(table));
    return load(table, version);
  }

  private Dataset<Row> load(LakeTable table, long version) {
    return spark.read().format("delta").option("versionAsOf", version).load(path(table));
  }

  /** Whether a version of the table can be read, that is, whether all of its files still exist. */
  public boolean isReadable(LakeTable table, long version) {
    try {
      for (String file : load(table, version).inputFiles()) {
        Path path = new Path(URI.create(file));
        path.getFileSystem(spark.sparkContext().hadoopConfiguration()).getFileStatus(path);
      }
      return true;
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw JobException.failed(
          "cannot read " + path(table), "Check lake.root and its permissions", e);
    }
  }

  /** Returns the table for a change. */
  public DeltaTable delta(LakeTable table) {
    used.wrote(path(table));
    return open(table);
  }

  private DeltaTable open(LakeTable table) {
    return DeltaTable.forPath(spark, path(table));
  }

  /** Returns the latest version; empty if the table does not exist. */
  public Optional<TableVersion> version(LakeTable table) {
    if (!exists(table)) {
      return Optional.empty();
    }
    Snapshot snapshot = snapshot(table);
    return Optional.of(new TableVersion(snapshot.metadata().id(), snapshot.version()));
  }

  /** Returns the schema of the latest version; empty if the table does not exist. */
  public Optional<StructType> schema(LakeTable table) {
    return exists(table) ? Optional.of(snapshot(table).schema()) : Optional.empty();
  }

  /**
   * Returns the number that each application last committed together with its data (Delta's {@code
   * txn} actions, see {@link LakeTransaction}). Empty if the table does not exist.
   */
  public Map<String, Long> transactions(LakeTable table) {
    return exists(table) ? transactions(snapshot(table)) : Map.of();
  }

  /** Returns the same numbers as of one version of the table. */
  public Map<String, Long> transactions(LakeTable table, long version) {
    DeltaLog log = DeltaLog.forTable(spark, path(table));
    return transactions(
        log.getSnapshotAt(version, scala.Option.empty(), scala.Option.empty(), false));
  }

  /** Returns the commit time of each version that the log still contains. */
  public Map<Long, Instant> commitTimes(LakeTable table) {
    Map<Long, Instant> times = new HashMap<>();
    open(table)
        .history()
        .select("version", "timestamp")
        .collectAsList()
        .forEach(
            row ->
                times.put(
                    row.<Long>getAs("version"), row.<Timestamp>getAs("timestamp").toInstant()));
    return times;
  }

  /** Returns the value of a table property; empty if it, or the table, does not exist. */
  public Optional<String> property(LakeTable table, String key) {
    return exists(table)
        ? Optional.ofNullable(snapshot(table).metadata().getConfiguration().get(key))
        : Optional.empty();
  }

  /** Sets a table property in a separate commit. */
  public void setProperty(LakeTable table, String key, String value) {
    alter(table, "SET TBLPROPERTIES ('" + key + "' = '" + value + "')");
  }

  /** Removes a table property in a separate commit. */
  public void unsetProperty(LakeTable table, String key) {
    alter(table, "UNSET TBLPROPERTIES IF EXISTS ('" + key + "')");
  }

  /**
   * Deletes the files that contain no row of the current version and are older than the given
   * hours. With 0 hours, only the current version can be read afterwards, and files left by a
   * killed write are deleted too; the caller must then make sure that nothing else writes to the
   * table.
   *
   * @return the number of deleted files
   */
  public long vacuum(LakeTable table, int olderThanHours) {
    return withConf(
        Map.of(
            "spark.databricks.delta.retentionDurationCheck.enabled",
            String.valueOf(olderThanHours >= DELTA_RETENTION_HOURS),
            // Makes Delta commit the number of deleted files.
            "spark.databricks.delta.vacuum.logging.enabled",
            "true",
            // Otherwise even a short list of files is spread over ten thousand tasks.
            "spark.sql.sources.parallelPartitionDiscovery.parallelism",
            String.valueOf(TASKS_PER_CORE * spark.sparkContext().defaultParallelism()),
            // It would run each of Delta's queries on short lists of files as several jobs.
            "spark.sql.adaptive.enabled",
            "false"),
        () -> {
          // Delta also prints to standard output, which is reserved for the command's results.
          scala.Console.withOut(
              OutputStream.nullOutputStream(), () -> delta(table).vacuum(olderThanHours));
          return open(table).history(1).select("operationMetrics").collectAsList().stream()
              .map(
                  row ->
                      row.<String, String>getJavaMap(row.fieldIndex("operationMetrics"))
                          .getOrDefault("numDeletedFiles", "0"))
              .mapToLong(Long::parseLong)
              .sum();
        });
  }

  /** Runs some work with session settings that are restored afterwards. */
  public <T> T withConf(Map<String, String> settings, Supplier<T> work) {
    Map<String, scala.Option<String>> before = new HashMap<>();
    settings.forEach(
        (key, value) -> {
          before.put(key, spark.conf().getOption(key));
          spark.conf().set(key, value);
        });
    try {
      return work.get();
    } finally {
      before.forEach(
          (key, value) -> {
            if (value.isDefined()) {
              spark.conf().set(key, value.get());
            } else {
              spark.conf().unset(key);
            }
          });
    }
  }

  private void alter(LakeTable table, String change) {
    spark.sql("ALTER TABLE delta.`" + path(table) + "` " + change);
  }

  /** Returns the version that was the latest at a time; empty before the first version. */
  public OptionalLong versionAt(LakeTable table, Instant time) {
    if (!exists(table)) {
      return OptionalLong.empty();
    }
    return open(table)
        .history()
        .where(col("timestamp").leq(lit(Timestamp.from(time))))
        .select("version")
        .orderBy(col("version").desc())
        .limit(1)
        .as(Encoders.LONG())
        .collectAsList()
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  private static Map<String, Long> transactions(Snapshot snapshot) {
    Map<String, Long> numbers = new HashMap<>();
    CollectionConverters.asJava(inChecksum(snapshot).getOrElse(snapshot::setTransactions))
        .forEach(transaction -> numbers.put(transaction.appId(), transaction.version()));
    return numbers;
  }

  /** The checksum file of most versions lists them; otherwise, Spark has to replay the log. */
  private static scala.Option<scala.collection.immutable.Seq<SetTransaction>> inChecksum(
      Snapshot snapshot) {
    return snapshot.checksumOpt().flatMap(VersionChecksum::setTransactions);
  }

  private Snapshot snapshot(LakeTable table) {
    return DeltaLog.forTable(spark, path(table))
        .update(false, scala.Option.empty(), scala.Option.empty());
  }
}

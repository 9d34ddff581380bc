package ai.kalimtak.etl.pull;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTransaction;
import ai.kalimtak.common.lake.ParquetEncoding;
import ai.kalimtak.common.lake.Quarantine;
import ai.kalimtak.etl.source.SourceColumns;
import io.delta.tables.DeltaTable;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Writes a pull to the lake. Identities and quarantine come first and may be written twice without
 * harm; {@code bronze/interactions} comes last, and its commit carries the horizon, so a window is
 * done exactly when its rows are visible.
 */
final class LakeCommit {
  private static final String GONE = "gone";
  private static final int COMMITS_LOOKED_AT = 20;

  private static final List<String> SELDOM_REPEATED =
      List.of(
          BronzeInteractions.INTERACTION_ID,
          BronzeInteractions.CREATED_AT,
          BronzeInteractions.UPDATED_AT,
          BronzeInteractions.FEEDBACK_AT);

  // Together with the row groups they bound what a task holds: 12 x 32 MB.
  private static final int DATES_SIDE_BY_SIDE = 12;
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private final SparkSession spark;
  private final Lake lake;
  private final long runId;

  LakeCommit(SparkSession spark, Lake lake, long runId) {
    this.spark = spark;
    this.lake = lake;
    this.runId = runId;
  }

  /** What the commit did to {@code bronze/interactions}; {@code version} is -1 for no commit. */
  record Written(long version, long inserted, long updated, long deleted) {}

  /** Makes an empty quarantine where there is none, so that a query finds the table. */
  void ensureQuarantine() {
    lake.ensure(Quarantine.TABLE);
  }

  /** Adds the states that are not there yet; returns how many. */
  long quarantine(Dataset<Row> rejected) {
    return insertNew(
        Quarantine.TABLE,
        rejected,
        List.of(Quarantine.INTERACTION_ID, Quarantine.CHANGE_XID, Quarantine.REASON));
  }

  /** Adds the subjects that are not there yet. Under the job's lock nobody else adds any. */
  void identities(Dataset<Row> identities) {
    lake.ensure(Identities.TABLE);
    Dataset<Row> known = lake.read(Identities.TABLE).select(Identities.SUBJECT_KEY);
    identities
        .join(known, new String[] {Identities.SUBJECT_KEY}, "left_anti")
        .write()
        .format("delta")
        .mode("append")
        .option("userMetadata", mark())
        .save(lake.path(Identities.TABLE));
  }

  /** Makes room for columns that the source has got since. */
  void addColumns(Map<String, DataType> added) {
    lake.ensure(BronzeInteractions.TABLE);
    String missing =
        missing(added).stream()
            .map(
                column ->
                    "`"
                        + column.name()
                        + "` "
                        + column.dataType().sql()
                        + " COMMENT '"
                        + column.getComment().get()
                        + "'")
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      spark.sql(
          "ALTER TABLE delta.`"
              + lake.path(BronzeInteractions.TABLE)
              + "` ADD COLUMNS ("
              + missing
              + ")");
    }
  }

  /** Those that the table has not got. */
  private List<StructField> missing(Map<String, DataType> added) {
    List<String> present = List.of(schema().fieldNames());
    return added.entrySet().stream()
        .filter(column -> present.stream().noneMatch(column.getKey()::equalsIgnoreCase))
        .map(
            column ->
                LakeTable.column(
                    column.getKey(),
                    column.getValue(),
                    "Column of the source that came later; texts redacted"))
        .toList();
  }

  /**
   * Replaces the table by the rows and begins a new epoch of the horizon, in one commit. New
   * columns come with it: if they stood there before their values do, a run that is cut short in
   * between would leave nothing that tells the next one to read the old rows again.
   *
   * @param accepted the columns of {@code bronze/interactions} but {@code event_date} and {@code
   *     run_id}
   * @param added columns of it that the table may lack
   */
  Written replace(Dataset<Row> accepted, Map<String, DataType> added, LakeHorizon next) {
    lake.ensure(BronzeInteractions.TABLE);
    StructType schema = schema();
    for (StructField column : missing(added)) {
      schema = schema.add(column);
    }
    boolean fresh = lake.version(BronzeInteractions.TABLE).orElseThrow().version() == 0;
    DataFrameWriter<Row> writer =
        inColumns(schema, accepted)
            .write()
            .format("delta")
            .mode(fresh ? "append" : "overwrite")
            .option("mergeSchema", true)
            .options(transaction(next).writerOptions())
            .option("userMetadata", mark());
    lake.withConf(
        encoding(),
        () -> {
          writer.save(lake.path(BronzeInteractions.TABLE));
          return null;
        });
    return written();
  }

  /**
   * Inserts or replaces the rows, removes those that are gone, and moves the horizon, in one
   * commit.
   *
   * @param accepted as in {@link #replace}
   * @param gone {@code interaction_id}, {@code event_date}; none of them in {@code accepted}
   * @param dates partitions that can hold any of them; empty to look into all
   */
  Written merge(
      Dataset<Row> accepted,
      Optional<Dataset<Row>> gone,
      Optional<List<LocalDate>> dates,
      LakeHorizon next) {
    Dataset<Row> rows = inColumns(schema(), accepted).withColumn(GONE, lit(false));
    Dataset<Row> changes =
        gone.map(
                leaving ->
                    rows.unionByName(
                        leaving.withColumn(GONE, lit(true)), /* allowMissingColumns= */ true))
            .orElse(rows);
    String partitions =
        dates
            .map(
                days ->
                    " and t.event_date in ("
                        + days.stream()
                            .map(day -> "date'" + day + "'")
                            .collect(Collectors.joining(", "))
                        + ")")
            .orElse("");
    boolean moves =
        lake.transactions(BronzeInteractions.TABLE).getOrDefault(next.application(), -1L)
            < next.position();
    Map<String, String> conf = encoding();
    conf.put("spark.databricks.delta.commitInfo.userMetadata", mark());
    // Delta skips, in silence, a number that it has seen; rows can be new without it moving.
    if (moves) {
      conf.putAll(transaction(next).sessionConf());
    }
    lake.withConf(
        conf,
        () ->
            lake.delta(BronzeInteractions.TABLE)
                .as("t")
                .merge(
                    changes.as("s"),
                    "t.interaction_id = s.interaction_id and t.event_date = s.event_date"
                        + partitions)
                .whenMatched("s." + GONE)
                .delete()
                .whenMatched()
                .updateAll()
                .whenNotMatched("not s." + GONE)
                .insertAll()
                .execute());
    return written();
  }

  /**
   * How the files are written. Texts and ids hardly ever repeat, and looking each up in a
   * dictionary would be a third of the work; a task that meets few dates writes their files side by
   * side instead of sorting its rows by date.
   */
  private static Map<String, String> encoding() {
    Map<String, String> conf =
        ParquetEncoding.withoutDictionary(
            Stream.concat(SELDOM_REPEATED.stream(), SourceColumns.TEXTS.stream()).toList());
    conf.put("spark.sql.maxConcurrentOutputFileWriters", String.valueOf(DATES_SIDE_BY_SIDE));
    conf.put("parquet.block.size", String.valueOf(ROW_GROUP_BYTES));
    return conf;
  }

  private static LakeTransaction transaction(LakeHorizon next) {
    return new LakeTransaction(next.application(), next.position());
  }

  private StructType schema() {
    return lake.read(BronzeInteractions.TABLE).schema();
  }

  private Dataset<Row> inColumns(StructType schema, Dataset<Row> accepted) {
    List<String> given = List.of(accepted.columns());
    Column[] columns =
        Arrays.stream(schema.fields())
            .map(
                field ->
                    switch (field.name()) {
                      case BronzeInteractions.RUN_ID -> lit(runId).alias(field.name());
                      case BronzeInteractions.EVENT_DATE ->
                          to_date(col(BronzeInteractions.CREATED_AT)).alias(field.name());
                      default ->
                          (given.contains(field.name())
                                  ? col(field.name())
                                  : lit(null).cast(field.dataType()))
                              .as(field.name(), field.metadata());
                    })
            .toArray(Column[]::new);
    return accepted.select(columns);
  }

  private long insertNew(LakeTable table, Dataset<Row> rows, List<String> key) {
    lake.ensure(table);
    String sameKey =
        key.stream()
            .map(name -> "t." + name + " <=> s." + name)
            .collect(Collectors.joining(" and "));
    DeltaTable target = lake.delta(table);
    target.as("t").merge(rows.as("s"), sameKey).whenNotMatched().insertAll().execute();
    Map<String, String> metrics =
        target.history(1).select("operationMetrics").first().getJavaMap(0);
    return Long.parseLong(metrics.getOrDefault("numTargetRowsInserted", "0"));
  }

  private String mark() {
    return "run " + runId;
  }

  /** The metrics of this run's own commit. */
  private Written written() {
    return lake
        .delta(BronzeInteractions.TABLE)
        .history(COMMITS_LOOKED_AT)
        .where(col("userMetadata").equalTo(mark()))
        .select("version", "operationMetrics")
        .orderBy(col("version").desc())
        .limit(1)
        .collectAsList()
        .stream()
        .map(LakeCommit::metrics)
        .findFirst()
        .orElse(new Written(-1, 0, 0, 0));
  }

  private static Written metrics(Row commit) {
    Map<String, String> metrics = commit.getJavaMap(1);
    long version = commit.getLong(0);
    return metrics.containsKey("numTargetRowsInserted")
        ? new Written(
            version,
            Long.parseLong(metrics.get("numTargetRowsInserted")),
            Long.parseLong(metrics.get("numTargetRowsUpdated")),
            Long.parseLong(metrics.get("numTargetRowsDeleted")))
        : new Written(version, Long.parseLong(metrics.getOrDefault("numOutputRows", "0")), 0, 0);
  }
}

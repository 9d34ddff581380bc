package ai.kalimtak.etl.pull;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTransaction;
import ai.kalimtak.common.lake.ParquetEncoding;
import ai.kalimtak.etl.source.SourceColumns;
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
 * Writes a pull to {@code bronze/interactions}, after its companion tables. The commit carries the
 * horizon, so a window counts as pulled exactly when its rows are visible.
 */
final class BronzeCommit {
  private static final String DEPARTED = "departed";

  private static final List<String> RARELY_REPEATED =
      List.of(
          BronzeInteractions.INTERACTION_ID,
          BronzeInteractions.CREATED_AT,
          BronzeInteractions.UPDATED_AT,
          BronzeInteractions.FEEDBACK_AT);

  // With the row groups, this bounds the memory of a task: 12 x 32 MB.
  private static final int CONCURRENT_DATES = 12;
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private final SparkSession spark;
  private final Lake lake;
  private final long runId;

  BronzeCommit(SparkSession spark, Lake lake, long runId) {
    this.spark = spark;
    this.lake = lake;
    this.runId = runId;
  }

  /** Adds the columns that the table lacks. */
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

  /** Returns those that the table lacks. */
  private List<StructField> missing(Map<String, DataType> added) {
    List<String> present = List.of(schema().fieldNames());
    return added.entrySet().stream()
        .filter(column -> present.stream().noneMatch(column.getKey()::equalsIgnoreCase))
        .map(
            column ->
                LakeTable.column(
                    column.getKey(),
                    column.getValue(),
                    "Column of the source that the contract does not name; texts redacted"))
        .toList();
  }

  /**
   * Replaces the table with the rows and begins a new epoch of the horizon, in one commit. The
   * commit also adds new columns: if they were added earlier, a run that was killed in between
   * would leave nothing that makes the next run read the old rows again.
   *
   * @param accepted the columns of {@code bronze/interactions} except {@code event_date} and {@code
   *     run_id}
   * @param added columns that the table may lack
   */
  BronzeChange replace(Dataset<Row> accepted, Map<String, DataType> added, LakeHorizon next) {
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
            .option("userMetadata", BronzeChange.mark(runId));
    lake.withConf(
        encoding(),
        () -> {
          writer.save(lake.path(BronzeInteractions.TABLE));
          return null;
        });
    return BronzeChange.of(lake, runId);
  }

  /**
   * Inserts or updates the rows, deletes those that departed, and moves the horizon, in one commit.
   *
   * @param accepted as in {@link #replace}
   * @param departures {@code interaction_id}, {@code event_date}; none of them in {@code accepted}
   * @param dates partitions that can hold any of these rows; empty to search all
   */
  BronzeChange merge(
      Dataset<Row> accepted,
      Optional<Dataset<Row>> departures,
      Optional<List<LocalDate>> dates,
      LakeHorizon next) {
    Dataset<Row> rows = inColumns(schema(), accepted).withColumn(DEPARTED, lit(false));
    Dataset<Row> changes =
        departures
            .map(
                departed ->
                    rows.unionByName(
                        departed.withColumn(DEPARTED, lit(true)), /* allowMissingColumns= */ true))
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
    conf.put("spark.databricks.delta.commitInfo.userMetadata", BronzeChange.mark(runId));
    // Delta silently skips a number that it has seen, but a window can have new rows without
    // moving.
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
                .whenMatched("s." + DEPARTED)
                .delete()
                .whenMatched()
                .updateAll()
                .whenNotMatched("not s." + DEPARTED)
                .insertAll()
                .execute());
    return BronzeChange.of(lake, runId);
  }

  /**
   * Returns how files are written. Texts and ids rarely repeat, and dictionary look-ups for them
   * would take a third of the time. A task with few dates writes their files concurrently instead
   * of sorting its rows by date.
   */
  private static Map<String, String> encoding() {
    Map<String, String> conf =
        ParquetEncoding.withoutDictionary(
            Stream.concat(RARELY_REPEATED.stream(), SourceColumns.TEXTS.stream()).toList());
    conf.put("spark.sql.maxConcurrentOutputFileWriters", String.valueOf(CONCURRENT_DATES));
    conf.put("parquet.block.size", String.valueOf(ROW_GROUP_BYTES));
    return conf;
  }

  private static LakeTransaction transaction(LakeHorizon next) {
    return new LakeTransaction(next.application(), next.position());
  }

  private StructType schema() {
    return lake.schema(BronzeInteractions.TABLE).orElseThrow();
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
}

package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTransaction;
import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.lake.ParquetEncoding;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The two tables of the index and how a run writes them. The pairs are committed before the texts
 * that they belong to, both under the run's number. A run that is interrupted in between leaves
 * pairs of a number that the texts do not have; the next run removes them. The job's lock keeps
 * other writers away.
 */
final class IndexTables {
  private static final String APPLICATION = "near-duplicates";
  private static final String FINGERPRINT = "kalimtak.nearDuplicates";
  private static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";

  /**
   * Up to this number of texts, a run writes one file; otherwise each day would leave one per task.
   */
  private static final long ROWS_PER_FILE = 50_000;

  private final Lake lake;
  private final String fingerprint;
  private final long runId;

  /**
   * @param fingerprint of the settings that the index is for
   */
  IndexTables(Lake lake, String fingerprint, long runId) {
    this.lake = lake;
    this.fingerprint = fingerprint;
    this.runId = runId;
  }

  Dataset<Row> texts() {
    return lake.read(NearDuplicateTexts.TABLE);
  }

  Dataset<Row> pairs() {
    return lake.read(NearDuplicatePairs.TABLE);
  }

  /**
   * Creates the tables, empties them if the settings changed, removes pairs of interrupted runs.
   */
  void prepare() {
    lake.ensure(NearDuplicateTexts.TABLE, Map.of(FINGERPRINT, fingerprint));
    lake.ensure(NearDuplicatePairs.TABLE);
    if (!hasFingerprint()) {
      if (hasHistory()) {
        lake.delta(NearDuplicatePairs.TABLE).delete();
        lake.delta(NearDuplicateTexts.TABLE).delete();
      }
      // Last, so that the next run starts over if this one is interrupted before.
      lake.setProperty(NearDuplicateTexts.TABLE, FINGERPRINT, fingerprint);
    }
    long pairsOf = lake.transactions(NearDuplicatePairs.TABLE).getOrDefault(APPLICATION, -1L);
    if (pairsOf > lake.transactions(NearDuplicateTexts.TABLE).getOrDefault(APPLICATION, -1L)) {
      lake.delta(NearDuplicatePairs.TABLE).delete(col(NearDuplicatePairs.RUN_ID).equalTo(pairsOf));
    }
  }

  /** Returns whether any run has written texts. */
  boolean hasHistory() {
    return lake.transactions(NearDuplicateTexts.TABLE).containsKey(APPLICATION);
  }

  /** Returns whether the index is as that run left it, under the same settings. */
  boolean isOf(long run) {
    return hasFingerprint() && lastMark().equals(mark(run));
  }

  /** Returns whether something other than this job, such as an erasure, wrote the texts last. */
  boolean wasChangedByOthers() {
    return !lastMark().startsWith(APPLICATION);
  }

  private boolean hasFingerprint() {
    return lake.property(NearDuplicateTexts.TABLE, FINGERPRINT)
        .filter(fingerprint::equals)
        .isPresent();
  }

  /** Returns the mark of the last commit to the texts; empty if it has none. */
  private String lastMark() {
    return lake
        .delta(NearDuplicateTexts.TABLE)
        .history(1)
        .select("userMetadata")
        .where(col("userMetadata").isNotNull())
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .findFirst()
        .orElse("");
  }

  private static String mark(long run) {
    return APPLICATION + " of run " + run;
  }

  /**
   * Removes texts and their pairs. Pairs go first: as long as a text is there, its removal can be
   * repeated.
   *
   * @return the number of keys
   */
  long remove(Dataset<Row> leaving) {
    try (Checkpoints kept = new Checkpoints()) {
      Dataset<Row> keys = kept.keep(leaving);
      long removed = keys.count();
      if (removed > 0) {
        lake.withConf(
            Map.of(USER_METADATA, mark(runId)),
            () -> {
              delete(NearDuplicatePairs.TABLE, NearDuplicatePairs.TEXT_KEY, keys);
              delete(NearDuplicatePairs.TABLE, NearDuplicatePairs.OTHER_TEXT_KEY, keys);
              delete(NearDuplicateTexts.TABLE, NearDuplicateTexts.TEXT_KEY, keys);
              return null;
            });
      }
      return removed;
    }
  }

  private void delete(LakeTable table, String column, Dataset<Row> keys) {
    lake.delta(table)
        .as("t")
        .merge(keys.as("s"), "t." + column + " = s." + NearDuplicateTexts.TEXT_KEY)
        .whenMatched()
        .delete()
        .execute();
  }

  /** Adds pairs that belong to texts of earlier runs. */
  void addPairs(Dataset<Row> found) {
    append(NearDuplicatePairs.TABLE, ofThisRun(found), true)
        .save(lake.path(NearDuplicatePairs.TABLE));
  }

  /** Adds the pairs of this run's texts, once; {@link #addTexts} or {@link #putTexts} follows. */
  void commitPairs(Dataset<Row> found) {
    commit(NearDuplicatePairs.TABLE, ofThisRun(found), true);
  }

  /**
   * Adds texts, once.
   *
   * @param count their number
   */
  void addTexts(Dataset<Row> texts, long count) {
    lake.withConf(
        encoding(),
        () -> {
          commit(NearDuplicateTexts.TABLE, ofThisRun(texts), count <= ROWS_PER_FILE);
          return null;
        });
  }

  /** Adds texts or replaces those with the same key, once. */
  void putTexts(Dataset<Row> texts) {
    Map<String, String> conf = encoding();
    conf.put(USER_METADATA, mark(runId));
    conf.putAll(transaction().sessionConf());
    lake.withConf(
        conf,
        () ->
            lake.delta(NearDuplicateTexts.TABLE)
                .as("t")
                .merge(
                    ofThisRun(texts).select(columns(NearDuplicateTexts.TABLE)).as("s"),
                    "t.text_key = s.text_key")
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .execute());
  }

  private void commit(LakeTable table, Dataset<Row> rows, boolean fewFiles) {
    append(table, rows, fewFiles).options(transaction().writerOptions()).save(lake.path(table));
  }

  private DataFrameWriter<Row> append(LakeTable table, Dataset<Row> rows, boolean fewFiles) {
    return rows.select(columns(table))
        .write()
        .format("delta")
        .mode("append")
        .option("userMetadata", mark(runId))
        .option("optimizeWrite", fewFiles);
  }

  private Dataset<Row> ofThisRun(Dataset<Row> rows) {
    return rows.withColumn(NearDuplicateTexts.RUN_ID, lit(runId));
  }

  private static Column[] columns(LakeTable table) {
    return Documents.columns(table.schema().fieldNames());
  }

  /**
   * Switches dictionaries off: neither texts nor hashes repeat, so looking them up costs time only.
   */
  private static Map<String, String> encoding() {
    return ParquetEncoding.withoutDictionary(
        List.of(
            NearDuplicateTexts.TEXT_KEY,
            NearDuplicateTexts.INTERACTION_ID,
            NearDuplicateTexts.FOLDED_INPUT,
            NearDuplicateTexts.FOLDED_OUTPUT,
            NearDuplicateTexts.BUCKETS + ".list.element"));
  }

  private LakeTransaction transaction() {
    return new LakeTransaction(APPLICATION, runId);
  }
}

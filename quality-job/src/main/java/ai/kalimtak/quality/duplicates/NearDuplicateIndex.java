package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTransaction;
import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.lake.ParquetEncoding;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * {@code index/near_duplicates} and {@code index/near_duplicate_pairs}: what has been compared with
 * what. A text is compared once, with those that were there before it; a day costs its own texts,
 * and a scan of the history's buckets.
 *
 * <p>The pairs are committed before the texts to which they belong, both under the run's number: a
 * run that is cut short in between leaves pairs of a number that the texts have not got, and the
 * next one removes them. Under the job's lock nobody else writes.
 */
public final class NearDuplicateIndex {
  private static final String APPLICATION = "near-duplicates";
  private static final String FINGERPRINT = "kalimtak.nearDuplicates";

  private static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";
  private static final String[] TEXT_KEYS = {NearDuplicateTexts.TEXT_KEY};

  /** Up to so many texts a run writes one file, or every day would leave one per task. */
  private static final long ROWS_PER_FILE = 50_000;

  private static final String ARRIVES = "arrives";
  private static final String KNOWN = "known";
  private static final String OVERFLOW = "overflow";

  private final Lake lake;
  private final NearDuplicateSettings settings;
  private final long runId;

  public NearDuplicateIndex(JobContext context, NearDuplicateSettings settings) {
    this(context.lake(), settings, context.runId());
  }

  /**
   * @param runId greater than that of any update before; a number that was seen changes nothing
   */
  public NearDuplicateIndex(Lake lake, NearDuplicateSettings settings, long runId) {
    this.lake = lake;
    this.settings = settings;
    this.runId = runId;
  }

  /**
   * What an update did.
   *
   * @param added texts that were compared
   * @param removed texts that left
   * @param compared pairs whose similarity was computed
   */
  public record Update(long added, long removed, long compared) {}

  /**
   * Brings the index up to what is in play: texts that are not in it are compared and added, texts
   * that have left are removed with their pairs. Joins the keys of the whole history; a caller that
   * knows what has changed spares that by {@link #update(Dataset, Dataset)}.
   *
   * @param documents {@code text_key}, each once, {@code interaction_id} and {@code subject_key} of
   *     a row that carries it, {@code folded_input}, {@code folded_output} or null; computed twice
   */
  public Update updateTo(Dataset<Row> documents) {
    prepare();
    if (!hasHistory()) {
      return apply(documents, Optional.empty());
    }
    try (Checkpoints kept = new Checkpoints()) {
      Dataset<Row> changed =
          kept.keep(
              keys(documents)
                  .withColumn(ARRIVES, lit(true))
                  .join(keys(index()).withColumn(KNOWN, lit(true)), TEXT_KEYS, "full")
                  .where(col(ARRIVES).isNull().or(col(KNOWN).isNull())));
      Dataset<Row> arriving = keys(changed.where(ARRIVES));
      boolean few = arriving.count() <= PairSearch.FEW;
      return apply(
          documents.join(few ? broadcast(arriving) : arriving, TEXT_KEYS, "left_semi"),
          Optional.of(keys(changed.where(KNOWN))));
    }
  }

  /**
   * The same for what has changed since {@link #isOf a run}.
   *
   * @param arriving columns as in {@link #updateTo}: every text that came into play; those that are
   *     there already are left alone; computed twice
   * @param leaving {@code text_key} of texts that are in play no more
   */
  public Update update(Dataset<Row> arriving, Dataset<Row> leaving) {
    prepare();
    if (!hasHistory()) {
      return apply(arriving, Optional.empty());
    }
    try (Checkpoints kept = new Checkpoints()) {
      Dataset<Row> keys = kept.keep(keys(arriving));
      boolean few = keys.count() <= PairSearch.FEW;
      Dataset<Row> known =
          kept.keep(keys(index()).join(few ? broadcast(keys) : keys, TEXT_KEYS, "left_semi"));
      return apply(
          arriving.join(few ? broadcast(known) : known, TEXT_KEYS, "left_anti"),
          Optional.of(leaving.select(NearDuplicateTexts.TEXT_KEY).distinct()));
    }
  }

  /** Whether the index is as that run left it, under the same settings. */
  public boolean isOf(long run) {
    return lake.property(NearDuplicateTexts.TABLE, FINGERPRINT)
            .filter(settings.fingerprint()::equals)
            .isPresent()
        && lastMark().equals(mark(run));
  }

  /** Every pair found so far whose texts are both in the index. */
  public Dataset<Row> pairs() {
    return lake.read(NearDuplicatePairs.TABLE);
  }

  /**
   * As {@link NearDuplicates#survivors}, of all pairs; where a bucket was full, more texts are
   * compared until it is clear who stays, and the pairs that are found are added to the table.
   */
  public Dataset<Row> survivors(Dataset<Row> ranks) {
    return new CrowdedClusters(settings, index(), ranks)
        .survivors(
            pairs(),
            found ->
                append(NearDuplicatePairs.TABLE, ofThisRun(found), true)
                    .save(lake.path(NearDuplicatePairs.TABLE)));
  }

  private Update apply(Dataset<Row> arriving, Optional<Dataset<Row>> leaving) {
    long removed = leaving.map(this::remove).orElse(0L);
    Optional<Dataset<Row>> orphans = orphans(removed > 0);
    Dataset<Row> documents = arriving.select(PairSearch.documentColumns());
    Optional<Dataset<Row>> history = hasHistory() ? Optional.of(index()) : Optional.empty();
    if (orphans.isPresent()) {
      Dataset<Row> keys = broadcast(orphans.get());
      documents =
          documents.unionByName(
              index().join(keys, TEXT_KEYS, "left_semi").select(PairSearch.documentColumns()));
      history = history.map(texts -> texts.join(keys, TEXT_KEYS, "left_anti"));
    }
    try (PairSearch search = new PairSearch(settings, documents, history)) {
      if (search.added() > 0 || leaving.isPresent()) {
        append(NearDuplicatePairs.TABLE, ofThisRun(search.pairs()), true)
            .options(transaction().writerOptions())
            .save(lake.path(NearDuplicatePairs.TABLE));
        write(withoutFull(search), search.added(), orphans.isPresent());
      }
      return new Update(search.added(), removed, search.compared());
    } finally {
      orphans.ifPresent(Checkpoints::release);
    }
  }

  private Dataset<Row> ofThisRun(Dataset<Row> found) {
    return found.withColumn(NearDuplicatePairs.RUN_ID, lit(runId));
  }

  /** The rows to index: no lookup shall ever meet more of a bucket than its leaders. */
  private Dataset<Row> withoutFull(PairSearch search) {
    Dataset<Row> rows = search.fresh().withColumn(NearDuplicateTexts.RUN_ID, lit(runId));
    return search
        .overflow()
        .map(
            overflow ->
                rows.join(
                        overflow
                            .groupBy(Buckets.DOCUMENT)
                            .agg(collect_set(Buckets.BUCKET).alias(OVERFLOW)),
                        new String[] {Buckets.DOCUMENT},
                        "left")
                    .withColumn(
                        NearDuplicateTexts.BUCKETS,
                        array_except(
                            col(NearDuplicateTexts.BUCKETS),
                            coalesce(col(OVERFLOW), array().cast("array<bigint>")))))
        .orElse(rows);
  }

  /**
   * Texts that were compared with the first of a full bucket and stand in no pair any more, because
   * those have left; empty when there are none. Looked for only when something left, or somebody
   * else than this job, an erasure, changed the index. To be released.
   */
  private Optional<Dataset<Row>> orphans(boolean someLeft) {
    if (!hasHistory() || (!someLeft && lastMark().startsWith(APPLICATION))) {
      return Optional.empty();
    }
    Dataset<Row> orphans =
        Checkpoints.cut(
            keys(index().where(size(col(NearDuplicateTexts.BUCKETS)).lt(settings.bands())))
                .join(keys(pairs().where(NearDuplicatePairs.IS_FOLLOWER)), TEXT_KEYS, "left_anti"));
    if (!orphans.isEmpty()) {
      return Optional.of(orphans);
    }
    Checkpoints.release(orphans);
    return Optional.empty();
  }

  /** Who wrote the index last; empty when it was not this job. */
  private String lastMark() {
    return lake
        .delta(NearDuplicateTexts.TABLE)
        .history(1)
        .select("userMetadata")
        .collectAsList()
        .stream()
        .filter(row -> !row.isNullAt(0))
        .map(row -> row.getString(0))
        .findFirst()
        .orElse("");
  }

  /** Pairs go first: a text that is still there can be removed again, and they with it. */
  private long remove(Dataset<Row> leaving) {
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

  /** Tables that are made, of these settings, and without pairs of a run that was cut short. */
  private void prepare() {
    String fingerprint = settings.fingerprint();
    lake.ensure(NearDuplicateTexts.TABLE, Map.of(FINGERPRINT, fingerprint));
    lake.ensure(NearDuplicatePairs.TABLE);
    String present = lake.property(NearDuplicateTexts.TABLE, FINGERPRINT).orElse("");
    if (!present.equals(fingerprint)) {
      if (hasHistory()) {
        lake.delta(NearDuplicatePairs.TABLE).delete();
        lake.delta(NearDuplicateTexts.TABLE).delete();
      }
      // Last, so that a run that is cut short before begins anew.
      lake.setProperty(NearDuplicateTexts.TABLE, FINGERPRINT, fingerprint);
    }
    long pairsOf = lake.transactions(NearDuplicatePairs.TABLE).getOrDefault(APPLICATION, -1L);
    if (pairsOf > lake.transactions(NearDuplicateTexts.TABLE).getOrDefault(APPLICATION, -1L)) {
      lake.delta(NearDuplicatePairs.TABLE).delete(col(NearDuplicatePairs.RUN_ID).equalTo(pairsOf));
    }
  }

  private boolean hasHistory() {
    return lake.transactions(NearDuplicateTexts.TABLE).containsKey(APPLICATION);
  }

  private void write(Dataset<Row> rows, long count, boolean replaces) {
    if (!replaces) {
      lake.withConf(
          encoding(),
          () -> {
            append(NearDuplicateTexts.TABLE, rows, count <= ROWS_PER_FILE)
                .options(transaction().writerOptions())
                .save(lake.path(NearDuplicateTexts.TABLE));
            return null;
          });
      return;
    }
    Map<String, String> conf = encoding();
    conf.put(USER_METADATA, mark(runId));
    conf.putAll(transaction().sessionConf());
    lake.withConf(
        conf,
        () ->
            lake.delta(NearDuplicateTexts.TABLE)
                .as("t")
                .merge(
                    rows.select(columns(NearDuplicateTexts.TABLE)).as("s"),
                    "t.text_key = s.text_key")
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll()
                .execute());
  }

  private DataFrameWriter<Row> append(LakeTable table, Dataset<Row> rows, boolean fewFiles) {
    return rows.select(columns(table))
        .write()
        .format("delta")
        .mode("append")
        .option("userMetadata", mark(runId))
        .option("optimizeWrite", fewFiles);
  }

  private LakeTransaction transaction() {
    return new LakeTransaction(APPLICATION, runId);
  }

  /** Neither texts nor hashes repeat, and looking each up in a dictionary would only cost time. */
  private static Map<String, String> encoding() {
    return ParquetEncoding.withoutDictionary(
        List.of(
            NearDuplicateTexts.TEXT_KEY,
            NearDuplicateTexts.INTERACTION_ID,
            NearDuplicateTexts.FOLDED_INPUT,
            NearDuplicateTexts.FOLDED_OUTPUT,
            NearDuplicateTexts.BUCKETS + ".list.element"));
  }

  private static String mark(long run) {
    return APPLICATION + " of run " + run;
  }

  private Dataset<Row> index() {
    return lake.read(NearDuplicateTexts.TABLE);
  }

  private static Dataset<Row> keys(Dataset<Row> rows) {
    return rows.select(NearDuplicateTexts.TEXT_KEY);
  }

  private static Column[] columns(LakeTable table) {
    return PairSearch.columns(table.schema().fieldNames());
  }
}

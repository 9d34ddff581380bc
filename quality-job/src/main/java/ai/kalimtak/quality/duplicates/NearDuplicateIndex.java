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
import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * {@code index/near_duplicates} and {@code index/near_duplicate_pairs}: the texts that have been
 * compared with each other, and the pairs that were found. A text is compared once, with those that
 * were there before it. A day costs the comparison of its own texts and a scan of the history's
 * buckets.
 */
public final class NearDuplicateIndex {
  private static final String ARRIVES = "arrives";
  private static final String KNOWN = "known";
  private static final String OVERFLOW = "overflow";

  private final NearDuplicateSettings settings;
  private final IndexTables tables;

  public NearDuplicateIndex(JobContext context, NearDuplicateSettings settings) {
    this(context.lake(), settings, context.runId());
  }

  /**
   * @param runId greater than that of any update before; repeating a number changes nothing
   */
  public NearDuplicateIndex(Lake lake, NearDuplicateSettings settings, long runId) {
    this.settings = settings;
    this.tables = new IndexTables(lake, settings.fingerprint(), runId);
  }

  /**
   * The counts of an update.
   *
   * @param added texts that were compared and added
   * @param removed texts that left
   * @param compared pairs whose similarity was computed
   */
  public record Update(long added, long removed, long compared) {}

  /**
   * Makes the index contain exactly the given documents: texts that are not in it are compared and
   * added, texts that have left are removed with their pairs. Joins the keys of the whole history;
   * a caller that knows the changes can avoid that by {@link #update(Dataset, Dataset)}.
   *
   * @param documents {@code text_key}, each once, {@code interaction_id} and {@code subject_key} of
   *     a row with that text, {@code folded_input}, {@code folded_output} or null; computed twice
   */
  public Update updateTo(Dataset<Row> documents) {
    tables.prepare();
    if (!tables.hasHistory()) {
      return apply(documents, Optional.empty());
    }
    try (Checkpoints kept = new Checkpoints()) {
      Dataset<Row> changed =
          kept.keep(
              Documents.keys(documents)
                  .withColumn(ARRIVES, lit(true))
                  .join(
                      Documents.keys(tables.texts()).withColumn(KNOWN, lit(true)),
                      Documents.BY_TEXT_KEY,
                      "full")
                  .where(col(ARRIVES).isNull().or(col(KNOWN).isNull())));
      Dataset<Row> arriving = Documents.keys(changed.where(ARRIVES));
      return apply(
          documents.join(
              SmallSide.of(arriving, arriving.count()), Documents.BY_TEXT_KEY, "left_semi"),
          Optional.of(Documents.keys(changed.where(KNOWN))));
    }
  }

  /**
   * Applies the changes since {@link #isOf a run}.
   *
   * @param arriving columns as in {@link #updateTo}: all texts that are new; those that the index
   *     has already are skipped; computed twice
   * @param leaving {@code text_key} of texts that are no longer in use
   */
  public Update update(Dataset<Row> arriving, Dataset<Row> leaving) {
    tables.prepare();
    if (!tables.hasHistory()) {
      return apply(arriving, Optional.empty());
    }
    try (Checkpoints kept = new Checkpoints()) {
      Dataset<Row> keys = kept.keep(Documents.keys(arriving));
      long count = keys.count();
      Dataset<Row> known =
          kept.keep(
              Documents.keys(tables.texts())
                  .join(SmallSide.of(keys, count), Documents.BY_TEXT_KEY, "left_semi"));
      return apply(
          arriving.join(SmallSide.of(known, count), Documents.BY_TEXT_KEY, "left_anti"),
          Optional.of(Documents.keys(leaving).distinct()));
    }
  }

  /** Returns whether the index is as that run left it, under the same settings. */
  public boolean isOf(long run) {
    return tables.isOf(run);
  }

  /** Returns all pairs found up to now whose texts are both in the index. */
  public Dataset<Row> pairs() {
    return tables.pairs();
  }

  /**
   * As {@link NearDuplicates#survivors}, of all pairs. Where a bucket was full, more texts are
   * compared until it is clear which ones stay, and the pairs found are added to the table.
   */
  public Dataset<Row> survivors(Dataset<Row> ranks) {
    return new CrowdedClusters(settings, tables.texts(), ranks)
        .survivors(pairs(), tables::addPairs);
  }

  private Update apply(Dataset<Row> arriving, Optional<Dataset<Row>> leaving) {
    long removed = leaving.map(tables::remove).orElse(0L);
    Optional<Dataset<Row>> orphans = orphans(removed > 0);
    Dataset<Row> documents = arriving.select(Documents.newColumns());
    Optional<Dataset<Row>> history =
        tables.hasHistory() ? Optional.of(tables.texts()) : Optional.empty();
    if (orphans.isPresent()) {
      Dataset<Row> keys = broadcast(orphans.get());
      documents =
          documents.unionByName(
              tables
                  .texts()
                  .join(keys, Documents.BY_TEXT_KEY, "left_semi")
                  .select(Documents.newColumns()));
      history = history.map(texts -> texts.join(keys, Documents.BY_TEXT_KEY, "left_anti"));
    }
    try (PairSearch search = new PairSearch(settings, documents, history)) {
      if (search.added() > 0 || leaving.isPresent()) {
        tables.commitPairs(search.pairs());
        Dataset<Row> texts = withoutFullBuckets(search);
        if (orphans.isPresent()) {
          tables.putTexts(texts);
        } else {
          tables.addTexts(texts, search.added());
        }
      }
      return new Update(search.added(), removed, search.compared());
    } finally {
      orphans.ifPresent(Checkpoints::release);
    }
  }

  /** Returns the new texts; only its leaders are stored under a full bucket. */
  private static Dataset<Row> withoutFullBuckets(PairSearch search) {
    Dataset<Row> texts = search.fresh();
    return search
        .overflow()
        .map(
            overflow ->
                texts
                    .join(
                        overflow
                            .groupBy(Documents.DOCUMENT)
                            .agg(collect_set(Buckets.BUCKET).alias(OVERFLOW)),
                        Documents.BY_NUMBER,
                        "left")
                    .withColumn(
                        NearDuplicateTexts.BUCKETS,
                        array_except(
                            col(NearDuplicateTexts.BUCKETS),
                            coalesce(col(OVERFLOW), array().cast("array<bigint>")))))
        .orElse(texts);
  }

  /**
   * Returns texts that were compared with the first texts of a full bucket and no longer have a
   * pair, because those texts have left; empty if there are none. Searches only if texts left or
   * something other than this job, such as an erasure, changed the index. The caller releases the
   * rows.
   */
  private Optional<Dataset<Row>> orphans(boolean someLeft) {
    if (!tables.hasHistory() || (!someLeft && !tables.wasChangedByOthers())) {
      return Optional.empty();
    }
    Dataset<Row> orphans =
        Checkpoints.cut(
            Documents.keys(
                    tables
                        .texts()
                        .where(size(col(NearDuplicateTexts.BUCKETS)).lt(settings.bands())))
                .join(
                    Documents.keys(pairs().where(NearDuplicatePairs.IS_FOLLOWER)),
                    Documents.BY_TEXT_KEY,
                    "left_anti"));
    if (!orphans.isEmpty()) {
      return Optional.of(orphans);
    }
    Checkpoints.release(orphans);
    return Optional.empty();
  }
}

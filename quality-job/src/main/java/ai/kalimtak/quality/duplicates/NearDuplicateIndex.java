package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

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

  /** So many numbers are sent to every task rather than joined by a shuffle: at most 16 MB. */
  private static final long FEW = 500_000;

  /** Up to so many texts a run writes one file, or every day would leave one per task. */
  private static final long ROWS_PER_FILE = 250_000;

  private static final String CARRIER = "carrier";
  private static final String OVERFLOW = "overflow";
  private static final String OTHER_INPUT = "other_input";
  private static final String OTHER_OUTPUT = "other_output";

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
   * that have left are removed with their pairs, and so is a text whose carrier has changed, which
   * is added anew. Joins the keys of the whole history; a caller that knows what has changed spares
   * that by {@link #update(Dataset, Dataset)}.
   *
   * @param documents {@code text_key}, each once, {@code interaction_id} and {@code subject_key} of
   *     a row that carries it, {@code folded_input}, {@code folded_output} or null; computed twice
   */
  public Update updateTo(Dataset<Row> documents) {
    prepare();
    if (!hasHistory()) {
      return apply(documents, nothing());
    }
    Dataset<Row> changed =
        carriers(documents)
            .withColumnRenamed(NearDuplicateTexts.INTERACTION_ID, CARRIER)
            .join(carriers(index()), new String[] {NearDuplicateTexts.TEXT_KEY}, "full")
            .where(not(col(CARRIER).eqNullSafe(col(NearDuplicateTexts.INTERACTION_ID))))
            .persist();
    try {
      Dataset<Row> arriving = changed.where(col(CARRIER).isNotNull());
      boolean few = arriving.count() <= FEW;
      Dataset<Row> keys = arriving.select(NearDuplicateTexts.TEXT_KEY);
      return apply(
          documents.join(
              few ? broadcast(keys) : keys,
              new String[] {NearDuplicateTexts.TEXT_KEY},
              "left_semi"),
          changed
              .where(col(NearDuplicateTexts.INTERACTION_ID).isNotNull())
              .select(NearDuplicateTexts.TEXT_KEY));
    } finally {
      changed.unpersist();
    }
  }

  /**
   * The same for what has changed.
   *
   * @param arriving columns as in {@link #updateTo}: at least every text that is not in the index
   *     although it is in play; those that are there are left alone; computed twice
   * @param leaving {@code text_key} of texts that are in play no more
   */
  public Update update(Dataset<Row> arriving, Dataset<Row> leaving) {
    prepare();
    if (!hasHistory()) {
      return apply(arriving, nothing());
    }
    Dataset<Row> keys =
        carriers(arriving).withColumnRenamed(NearDuplicateTexts.INTERACTION_ID, CARRIER).persist();
    Dataset<Row> found =
        carriers(index())
            .join(
                keys.count() <= FEW ? broadcast(keys) : keys,
                new String[] {NearDuplicateTexts.TEXT_KEY})
            .select(
                col(NearDuplicateTexts.TEXT_KEY),
                col(CARRIER).eqNullSafe(col(NearDuplicateTexts.INTERACTION_ID)).alias("same"))
            .persist();
    try {
      return apply(
          arriving.join(
              found.where("same").select(NearDuplicateTexts.TEXT_KEY),
              new String[] {NearDuplicateTexts.TEXT_KEY},
              "left_anti"),
          leaving
              .select(NearDuplicateTexts.TEXT_KEY)
              .union(found.where("not same").select(NearDuplicateTexts.TEXT_KEY))
              .distinct());
    } finally {
      found.unpersist();
      keys.unpersist();
    }
  }

  /** Every pair found so far whose texts are both in the index. */
  public Dataset<Row> pairs() {
    return lake.read(NearDuplicatePairs.TABLE);
  }

  /**
   * As {@link NearDuplicates#survivors}, of all pairs. A text that met a full bucket was compared
   * with that bucket's first only, and those may have given way to one that is better; it is then
   * compared with that one, too, and the pair is added to the table. So of a hundred thousand
   * copies of a boilerplate text one stays, be it ever so late.
   */
  public Dataset<Row> survivors(Dataset<Row> ranks) {
    Dataset<Row> pairs = pairs();
    boolean haveFollowers = !pairs.where(NearDuplicatePairs.IS_FOLLOWER).isEmpty();
    Dataset<Row> dropped = NearDuplicates.survivors(pairs, ranks);
    Dataset<Row> tried = null;
    while (haveFollowers) {
      Dataset<Row> candidates = followersOfDropped(pairs, dropped, ranks);
      if (tried != null) {
        candidates = candidates.except(tried);
      }
      candidates = candidates.localCheckpoint();
      long count = candidates.count();
      if (count == 0) {
        return dropped;
      }
      tried = tried == null ? candidates : tried.union(candidates);
      Dataset<Row> texts =
          index().withColumn(Buckets.DOCUMENT, documentNumber()).select(textColumns());
      Dataset<Row> found =
          similar(candidates.withColumn(Buckets.LEADER_IS_NEW, lit(false)), count, texts, texts)
              .localCheckpoint();
      if (found.isEmpty()) {
        return dropped;
      }
      append(NearDuplicatePairs.TABLE, found, true).save(lake.path(NearDuplicatePairs.TABLE));
      pairs = pairs();
      dropped = NearDuplicates.survivors(pairs, ranks);
    }
    return dropped;
  }

  /**
   * Texts that stay although they follow one that gave way, with the one to which it gave way. A
   * row per pair that has not been found similar so far.
   */
  private static Dataset<Row> followersOfDropped(
      Dataset<Row> pairs, Dataset<Row> dropped, Dataset<Row> ranks) {
    Dataset<Row> keepers =
        dropped.select(
            col(NearDuplicateTexts.TEXT_KEY).alias(NearDuplicatePairs.OTHER_TEXT_KEY),
            col(NearDuplicates.DUPLICATE_OF_KEY));
    Column follower = documentNumber();
    Column keeper = xxhash64(col(NearDuplicates.DUPLICATE_OF_KEY));
    return pairs
        .where(NearDuplicatePairs.IS_FOLLOWER)
        .join(keepers, NearDuplicatePairs.OTHER_TEXT_KEY)
        .where(not(col(NearDuplicateTexts.TEXT_KEY).equalTo(col(NearDuplicates.DUPLICATE_OF_KEY))))
        .select(NearDuplicateTexts.TEXT_KEY, NearDuplicates.DUPLICATE_OF_KEY)
        .join(
            dropped.select(NearDuplicateTexts.TEXT_KEY),
            new String[] {NearDuplicateTexts.TEXT_KEY},
            "left_anti")
        .join(
            ranks.select(NearDuplicateTexts.TEXT_KEY),
            new String[] {NearDuplicateTexts.TEXT_KEY},
            "left_semi")
        .select(
            keeper.alias(Buckets.LEADER),
            follower.alias(Buckets.DOCUMENT),
            lit(true).alias(Buckets.IS_FOLLOWER))
        .distinct();
  }

  private Update apply(Dataset<Row> arriving, Dataset<Row> leaving) {
    List<Dataset<Row>> kept = new ArrayList<>();
    try {
      Dataset<Row> gone = keep(kept, leaving);
      long removed = hasHistory() ? gone.count() : 0;
      if (removed > 0) {
        remove(gone);
      }
      Dataset<Row> orphans = keep(kept, orphans(removed > 0));
      boolean reindexes = hasHistory() && !orphans.isEmpty();
      Dataset<Row> texts = arriving.select(documentColumns());
      if (reindexes) {
        texts = texts.unionByName(semi(index(), orphans, true).select(documentColumns()));
      }
      // Kept, because the texts are folded, hashed, compared and written: four readers.
      Dataset<Row> fresh =
          keep(
              kept,
              texts
                  .withColumn(
                      NearDuplicateTexts.BUCKETS,
                      new MinHashBands(settings)
                          .of(
                              col(NearDuplicateTexts.FOLDED_INPUT),
                              col(NearDuplicateTexts.FOLDED_OUTPUT)))
                  .withColumn(Buckets.DOCUMENT, documentNumber()));
      long added = fresh.count();
      if (added == 0) {
        return new Update(0, removed, 0);
      }
      Dataset<Row> history =
          reindexes
              ? index()
                  .join(broadcast(orphans), new String[] {NearDuplicateTexts.TEXT_KEY}, "left_anti")
              : index();
      Dataset<Row> meetings =
          keep(kept, Buckets.meetings(entries(fresh, added, history), settings.bucketMembers()));
      Dataset<Row> candidates = keep(kept, Buckets.candidates(meetings));
      long compared = candidates.count();
      Dataset<Row> pairs = found(candidates, compared, fresh, history);
      append(NearDuplicatePairs.TABLE, pairs, true)
          .option("txnAppId", APPLICATION)
          .option("txnVersion", runId)
          .save(lake.path(NearDuplicatePairs.TABLE));
      write(withoutFull(fresh, keep(kept, overflow(meetings))), added, reindexes);
      return new Update(added, removed, compared);
    } finally {
      kept.forEach(Dataset::unpersist);
    }
  }

  /** The new texts' entries, and the history's in the same buckets. */
  private Dataset<Row> entries(Dataset<Row> fresh, long added, Dataset<Row> history) {
    Dataset<Row> mine = Buckets.entries(fresh, true);
    if (!hasHistory()) {
      return mine;
    }
    Dataset<Row> buckets = mine.select(Buckets.BUCKET);
    Dataset<Row> theirs =
        Buckets.entries(
            history.select(
                documentNumber().alias(Buckets.DOCUMENT), col(NearDuplicateTexts.BUCKETS)),
            false);
    return mine.unionByName(
        theirs.join(
            added * settings.bands() <= FEW ? broadcast(buckets) : buckets,
            new String[] {Buckets.BUCKET},
            "left_semi"));
  }

  private Dataset<Row> found(
      Dataset<Row> candidates, long count, Dataset<Row> fresh, Dataset<Row> history) {
    Dataset<Row> mine = fresh.select(textColumns());
    if (!hasHistory()) {
      return similar(candidates, count, mine, mine);
    }
    Dataset<Row> old = candidates.where(not(col(Buckets.LEADER_IS_NEW))).select(Buckets.LEADER);
    Dataset<Row> theirs =
        history.withColumn(Buckets.DOCUMENT, documentNumber()).select(textColumns());
    return similar(
        candidates,
        count,
        mine,
        mine.union(
            theirs.join(
                count <= FEW ? broadcast(old) : old,
                theirs.col(Buckets.DOCUMENT).equalTo(old.col(Buckets.LEADER)),
                "left_semi")));
  }

  /**
   * The candidates that reach the threshold, as rows of {@code index/near_duplicate_pairs}.
   * Shuffles the texts that are to be compared, and no others as long as the candidates are few.
   *
   * @param members texts by number
   * @param leaders the same for the leaders
   */
  private Dataset<Row> similar(
      Dataset<Row> candidates, long count, Dataset<Row> members, Dataset<Row> leaders) {
    Dataset<Row> these = members;
    Dataset<Row> those =
        leaders.select(
            col(Buckets.DOCUMENT).alias(Buckets.LEADER),
            col(NearDuplicateTexts.TEXT_KEY).alias(NearDuplicatePairs.OTHER_TEXT_KEY),
            col(NearDuplicateTexts.INTERACTION_ID).alias(NearDuplicatePairs.OTHER_INTERACTION_ID),
            col(NearDuplicateTexts.FOLDED_INPUT).alias(OTHER_INPUT),
            col(NearDuplicateTexts.FOLDED_OUTPUT).alias(OTHER_OUTPUT));
    if (count <= FEW) {
      these =
          these.join(
              broadcast(candidates.select(Buckets.DOCUMENT)),
              new String[] {Buckets.DOCUMENT},
              "left_semi");
      those =
          those.join(
              broadcast(candidates.select(Buckets.LEADER)),
              new String[] {Buckets.LEADER},
              "left_semi");
    }
    return candidates
        .join(these, Buckets.DOCUMENT)
        .join(those, Buckets.LEADER)
        .where(
            not(col(NearDuplicateTexts.TEXT_KEY).equalTo(col(NearDuplicatePairs.OTHER_TEXT_KEY))))
        .withColumn(
            NearDuplicatePairs.SIMILARITY,
            new TextSimilarity(settings.shingleCharacters())
                .of(
                    col(NearDuplicateTexts.FOLDED_INPUT),
                    col(NearDuplicateTexts.FOLDED_OUTPUT),
                    col(OTHER_INPUT),
                    col(OTHER_OUTPUT)))
        .where(col(NearDuplicatePairs.SIMILARITY).geq(settings.threshold()))
        .withColumn(NearDuplicatePairs.RUN_ID, lit(runId));
  }

  /** {@link Buckets#DOCUMENT} and the buckets that were full before it. */
  private static Dataset<Row> overflow(Dataset<Row> meetings) {
    return Buckets.overflow(meetings)
        .groupBy(Buckets.DOCUMENT)
        .agg(collect_set(Buckets.BUCKET).alias(OVERFLOW));
  }

  /** The rows to index: no lookup shall ever meet more of a bucket than its leaders. */
  private Dataset<Row> withoutFull(Dataset<Row> fresh, Dataset<Row> overflow) {
    long count = overflow.count();
    Dataset<Row> rows = fresh.withColumn(NearDuplicateTexts.RUN_ID, lit(runId));
    return count == 0
        ? rows
        : rows.join(
                count <= FEW / 4 ? broadcast(overflow) : overflow,
                new String[] {Buckets.DOCUMENT},
                "left")
            .withColumn(
                NearDuplicateTexts.BUCKETS,
                array_except(
                    col(NearDuplicateTexts.BUCKETS), coalesce(col(OVERFLOW), typedEmptyArray())));
  }

  private static Column typedEmptyArray() {
    return org.apache.spark.sql.functions.array().cast("array<bigint>");
  }

  /**
   * Texts that were compared with the first of a full bucket and stand in no pair any more, because
   * those have left. Looked for only when somebody else than this job, an erasure, changed the
   * index.
   */
  private Dataset<Row> orphans(boolean someLeft) {
    if (!hasHistory() || (!someLeft && lastCommitIsOurs())) {
      return nothing();
    }
    return index()
        .where(size(col(NearDuplicateTexts.BUCKETS)).lt(settings.bands()))
        .select(NearDuplicateTexts.TEXT_KEY)
        .join(
            pairs().where(NearDuplicatePairs.IS_FOLLOWER).select(NearDuplicatePairs.TEXT_KEY),
            new String[] {NearDuplicateTexts.TEXT_KEY},
            "left_anti");
  }

  private boolean lastCommitIsOurs() {
    return lake
        .delta(NearDuplicateTexts.TABLE)
        .history(1)
        .select("userMetadata")
        .collectAsList()
        .stream()
        .anyMatch(row -> !row.isNullAt(0) && row.getString(0).startsWith(APPLICATION));
  }

  /** Pairs go first: a text that is still there can be removed again, and they with it. */
  private void remove(Dataset<Row> keys) {
    for (String column : List.of(NearDuplicatePairs.TEXT_KEY, NearDuplicatePairs.OTHER_TEXT_KEY)) {
      delete(NearDuplicatePairs.TABLE, column, keys);
    }
    delete(NearDuplicateTexts.TABLE, NearDuplicateTexts.TEXT_KEY, keys);
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
    lake.ensure(NearDuplicateTexts.TABLE);
    lake.ensure(NearDuplicatePairs.TABLE);
    String fingerprint = settings.fingerprint();
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
                .option("txnAppId", APPLICATION)
                .option("txnVersion", runId)
                .save(lake.path(NearDuplicateTexts.TABLE));
            return null;
          });
      return;
    }
    Map<String, String> conf = encoding();
    conf.put("spark.databricks.delta.commitInfo.userMetadata", mark());
    conf.put("spark.databricks.delta.write.txnAppId", APPLICATION);
    conf.put("spark.databricks.delta.write.txnVersion", String.valueOf(runId));
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
        .option("userMetadata", mark())
        .option("optimizeWrite", fewFiles);
  }

  /** Neither texts nor hashes repeat, and looking each up in a dictionary would only cost time. */
  private static Map<String, String> encoding() {
    Map<String, String> conf = new HashMap<>();
    for (String column :
        List.of(
            NearDuplicateTexts.TEXT_KEY,
            NearDuplicateTexts.INTERACTION_ID,
            NearDuplicateTexts.FOLDED_INPUT,
            NearDuplicateTexts.FOLDED_OUTPUT,
            NearDuplicateTexts.BUCKETS + ".list.element")) {
      conf.put("parquet.enable.dictionary#" + column, "false");
    }
    return conf;
  }

  private String mark() {
    return APPLICATION + " of run " + runId;
  }

  private Dataset<Row> index() {
    return lake.read(NearDuplicateTexts.TABLE);
  }

  private Dataset<Row> nothing() {
    return index().select(NearDuplicateTexts.TEXT_KEY).limit(0);
  }

  private static Dataset<Row> semi(Dataset<Row> rows, Dataset<Row> keys, boolean few) {
    return rows.join(
        few ? broadcast(keys) : keys, new String[] {NearDuplicateTexts.TEXT_KEY}, "left_semi");
  }

  private static Dataset<Row> carriers(Dataset<Row> documents) {
    return documents.select(NearDuplicateTexts.TEXT_KEY, NearDuplicateTexts.INTERACTION_ID);
  }

  private static Dataset<Row> keep(List<Dataset<Row>> kept, Dataset<Row> rows) {
    Dataset<Row> persisted = rows.persist(StorageLevel.MEMORY_AND_DISK());
    kept.add(persisted);
    return persisted;
  }

  private static Column documentNumber() {
    return xxhash64(col(NearDuplicateTexts.TEXT_KEY));
  }

  private static Column not(Column condition) {
    return org.apache.spark.sql.functions.not(condition);
  }

  private static Column[] documentColumns() {
    return columns(
        NearDuplicateTexts.TEXT_KEY,
        NearDuplicateTexts.INTERACTION_ID,
        NearDuplicateTexts.SUBJECT_KEY,
        NearDuplicateTexts.FOLDED_INPUT,
        NearDuplicateTexts.FOLDED_OUTPUT);
  }

  private static Column[] textColumns() {
    return columns(
        Buckets.DOCUMENT,
        NearDuplicateTexts.TEXT_KEY,
        NearDuplicateTexts.INTERACTION_ID,
        NearDuplicateTexts.FOLDED_INPUT,
        NearDuplicateTexts.FOLDED_OUTPUT);
  }

  private static Column[] columns(LakeTable table) {
    return columns(table.schema().fieldNames());
  }

  private static Column[] columns(String... names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }
}

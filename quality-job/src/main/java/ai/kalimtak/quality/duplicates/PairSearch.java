package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * New documents, compared with each other and with those of the history that they meet in a bucket.
 * Holds checkpoints until it is closed.
 */
final class PairSearch implements AutoCloseable {
  /** So many numbers are sent to every task rather than joined by a shuffle: at most 16 MB. */
  static final long FEW = 500_000;

  /** So many texts are: some 20 MB. */
  private static final long FEW_TEXTS = 10_000;

  private static final String OTHER_INPUT = "other_input";
  private static final String OTHER_OUTPUT = "other_output";

  private final NearDuplicateSettings settings;
  private final Dataset<Row> fresh;
  private final long added;
  private final Optional<Dataset<Row>> history;
  private final Checkpoints kept = new Checkpoints();
  private Dataset<Row> candidates;
  private long compared;
  private Optional<Dataset<Row>> meetings = Optional.empty();

  /**
   * @param documents new, columns of {@link #documentColumns()}; computed once
   * @param history rows of {@code index/near_duplicates}
   */
  PairSearch(
      NearDuplicateSettings settings, Dataset<Row> documents, Optional<Dataset<Row>> history) {
    this.settings = settings;
    this.history = history;
    // Kept, because the texts are folded, hashed, compared and written: four readers.
    this.fresh = keep(signed(documents));
    this.added = fresh.count();
  }

  /** The new documents with their buckets and their number. */
  Dataset<Row> fresh() {
    return fresh;
  }

  long added() {
    return added;
  }

  /** Pairs whose similarity {@link #pairs} computes. */
  long compared() {
    return compared;
  }

  /**
   * The pairs that reach the threshold: columns of {@code index/near_duplicate_pairs} but for the
   * run.
   */
  Dataset<Row> pairs() {
    Dataset<Row> entries = entries();
    Dataset<Row> shared = keep(Buckets.shared(entries));
    Dataset<Row> crowded = Buckets.crowded(shared);
    long crowds = crowded.count();
    Dataset<Row> met = Buckets.couples(shared);
    if (crowds > 0) {
      Dataset<Row> inCrowds = keep(Buckets.meetings(entries, crowded, crowds <= FEW, settings));
      meetings = Optional.of(inCrowds);
      met = met.unionByName(inCrowds.drop(Buckets.BUCKET));
    }
    candidates = keep(Buckets.candidates(met));
    compared = candidates.count();
    Dataset<Row> mine = fresh.select(textColumns());
    return similar(
        settings,
        candidates,
        compared,
        mine,
        history.map(texts -> mine.union(leaders(texts))).orElse(mine));
  }

  /** {@link Buckets#overflow} of the crowded buckets; empty when none was full. */
  Optional<Dataset<Row>> overflow() {
    return meetings.map(Buckets::overflow).filter(overflow -> !overflow.isEmpty());
  }

  /** The new documents' entries, and the history's in the same buckets. */
  private Dataset<Row> entries() {
    Dataset<Row> mine = Buckets.entries(fresh, true);
    if (history.isEmpty()) {
      return mine;
    }
    Dataset<Row> buckets = mine.select(Buckets.BUCKET);
    Dataset<Row> theirs = Buckets.entries(numbered(history.get()), false);
    // Kept, because a scan of the history is behind it.
    return keep(
        mine.unionByName(
            theirs.join(
                added * settings.bands() <= FEW ? broadcast(buckets) : buckets,
                new String[] {Buckets.BUCKET},
                "left_semi")));
  }

  /** The texts of the history that candidates lead to. */
  private Dataset<Row> leaders(Dataset<Row> texts) {
    Dataset<Row> old =
        candidates
            .where(not(col(Buckets.LEADER_IS_NEW)))
            .select(col(Buckets.LEADER).alias(Buckets.DOCUMENT));
    return numbered(texts)
        .select(textColumns())
        .join(compared <= FEW ? broadcast(old) : old, new String[] {Buckets.DOCUMENT}, "left_semi");
  }

  private Dataset<Row> signed(Dataset<Row> documents) {
    return numbered(documents)
        .withColumn(
            NearDuplicateTexts.BUCKETS,
            new MinHashBands(settings)
                .of(col(NearDuplicateTexts.FOLDED_INPUT), col(NearDuplicateTexts.FOLDED_OUTPUT)));
  }

  /**
   * The candidates that reach the threshold. Shuffles the texts that are to be compared, and no
   * others as long as the candidates are few. Followers are many to a leader, so their leaders are
   * sent to every task; else each leader's text would be shuffled with every follower's.
   *
   * @param candidates columns of {@link Buckets#candidates}; read several times
   * @param count how many they are
   * @param members texts by number
   * @param leaders the same for the leaders
   */
  static Dataset<Row> similar(
      NearDuplicateSettings settings,
      Dataset<Row> candidates,
      long count,
      Dataset<Row> members,
      Dataset<Row> leaders) {
    Row follow =
        candidates
            .where(Buckets.IS_FOLLOWER)
            .agg(count(lit(1)), countDistinct(Buckets.LEADER))
            .first();
    long followers = follow.getLong(0);
    if (followers == 0 || follow.getLong(1) > FEW_TEXTS) {
      return compare(settings, candidates, count, members, leaders, false);
    }
    Dataset<Row> others = candidates.where(not(col(Buckets.IS_FOLLOWER)));
    return compare(settings, others, count - followers, members, leaders, false)
        .unionByName(
            compare(
                settings,
                candidates.where(Buckets.IS_FOLLOWER),
                followers,
                members,
                leaders,
                true));
  }

  private static Dataset<Row> compare(
      NearDuplicateSettings settings,
      Dataset<Row> candidates,
      long count,
      Dataset<Row> members,
      Dataset<Row> leaders,
      boolean fewLeaders) {
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
    }
    if (count <= FEW || fewLeaders) {
      those =
          those.join(
              broadcast(candidates.select(Buckets.LEADER).distinct()),
              new String[] {Buckets.LEADER},
              "left_semi");
    }
    return candidates
        .join(these, Buckets.DOCUMENT)
        .join(fewLeaders ? broadcast(those) : those, Buckets.LEADER)
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
        .where(col(NearDuplicatePairs.SIMILARITY).geq(settings.threshold()));
  }

  static Dataset<Row> numbered(Dataset<Row> documents) {
    return documents.withColumn(Buckets.DOCUMENT, xxhash64(col(NearDuplicateTexts.TEXT_KEY)));
  }

  static Column[] documentColumns() {
    return columns(
        NearDuplicateTexts.TEXT_KEY,
        NearDuplicateTexts.INTERACTION_ID,
        NearDuplicateTexts.SUBJECT_KEY,
        NearDuplicateTexts.FOLDED_INPUT,
        NearDuplicateTexts.FOLDED_OUTPUT);
  }

  static Column[] textColumns() {
    return columns(
        Buckets.DOCUMENT,
        NearDuplicateTexts.TEXT_KEY,
        NearDuplicateTexts.INTERACTION_ID,
        NearDuplicateTexts.FOLDED_INPUT,
        NearDuplicateTexts.FOLDED_OUTPUT);
  }

  static Column[] columns(String... names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }

  private Dataset<Row> keep(Dataset<Row> rows) {
    return kept.keep(rows);
  }

  @Override
  public void close() {
    kept.close();
  }
}

package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import ai.kalimtak.common.lake.NearDuplicateTexts;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Compares new documents with each other and with those of the history that share a bucket with
 * them. Holds checkpoints until it is closed.
 */
final class PairSearch implements AutoCloseable {
  private final NearDuplicateSettings settings;
  private final Dataset<Row> fresh;
  private final long added;
  private final Optional<Dataset<Row>> history;
  private final Checkpoints kept = new Checkpoints();
  private long compared;
  private Optional<Dataset<Row>> meetings = Optional.empty();

  /**
   * @param documents the new ones, with {@link Documents#newColumns}; computed once
   * @param history rows of {@code index/near_duplicates}
   */
  PairSearch(
      NearDuplicateSettings settings, Dataset<Row> documents, Optional<Dataset<Row>> history) {
    this.settings = settings;
    this.history = history;
    // Kept, because folding and hashing the texts has four readers.
    this.fresh = kept.keep(withBuckets(documents));
    this.added = fresh.count();
  }

  /** The new documents with their buckets and their number. */
  Dataset<Row> fresh() {
    return fresh;
  }

  long added() {
    return added;
  }

  /** The number of pairs whose similarity {@link #pairs} computes. */
  long compared() {
    return compared;
  }

  /**
   * Returns the pairs that reach the threshold, with the columns of {@code
   * index/near_duplicate_pairs} except the run.
   */
  Dataset<Row> pairs() {
    Dataset<Row> entries = entries();
    Dataset<Row> shared = kept.keep(Buckets.shared(entries));
    Dataset<Row> crowded = Buckets.crowded(shared);
    long crowds = crowded.count();
    Dataset<Row> met = Buckets.couples(shared);
    if (crowds > 0) {
      Dataset<Row> inCrowds =
          kept.keep(Buckets.meetings(entries, SmallSide.of(crowded, crowds), settings));
      meetings = Optional.of(inCrowds);
      met = met.unionByName(inCrowds.drop(Buckets.BUCKET));
    }
    Dataset<Row> candidates = kept.keep(Buckets.candidates(met));
    compared = candidates.count();
    Dataset<Row> members = fresh.select(Documents.comparedColumns());
    Dataset<Row> leaders =
        history.map(texts -> members.union(oldLeaders(texts, candidates))).orElse(members);
    return new Comparison(settings, members, leaders).similar(candidates, compared);
  }

  /** Returns {@link Buckets#overflow} of the crowded buckets; empty if none was full. */
  Optional<Dataset<Row>> overflow() {
    return meetings.map(Buckets::overflow).filter(overflow -> !overflow.isEmpty());
  }

  /** Returns the new documents' entries, and the history's in the same buckets. */
  private Dataset<Row> entries() {
    Dataset<Row> mine = Buckets.entries(fresh, true);
    if (history.isEmpty()) {
      return mine;
    }
    Dataset<Row> buckets = mine.select(Buckets.BUCKET);
    Dataset<Row> theirs = Buckets.entries(Documents.numbered(history.get()), false);
    // Kept, because computing them scans the history.
    return kept.keep(
        mine.unionByName(
            theirs.join(
                SmallSide.of(buckets, added * settings.bands()),
                new String[] {Buckets.BUCKET},
                "left_semi")));
  }

  /** Returns the texts of the history that are leaders of candidates. */
  private Dataset<Row> oldLeaders(Dataset<Row> texts, Dataset<Row> candidates) {
    Dataset<Row> old =
        candidates
            .where(not(col(Buckets.LEADER_IS_NEW)))
            .select(col(Buckets.LEADER).alias(Documents.DOCUMENT));
    return Documents.numbered(texts)
        .select(Documents.comparedColumns())
        .join(SmallSide.of(old, compared), Documents.BY_NUMBER, "left_semi");
  }

  private Dataset<Row> withBuckets(Dataset<Row> documents) {
    return Documents.numbered(documents)
        .withColumn(
            NearDuplicateTexts.BUCKETS,
            new MinHashBands(settings)
                .of(col(NearDuplicateTexts.FOLDED_INPUT), col(NearDuplicateTexts.FOLDED_OUTPUT)));
  }

  @Override
  public void close() {
    kept.close();
  }
}

package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who gives way to whom where texts met a full bucket. Such a follower was compared with that
 * bucket's first only, and those may have given way to one that is better; it is then compared with
 * that one, too. So of a hundred thousand copies of a boilerplate text one stays, be it ever so
 * late.
 */
final class FollowerRounds {
  private final NearDuplicateSettings settings;
  private final Dataset<Row> texts;
  private final Dataset<Row> ranks;

  /**
   * @param texts rows of {@code index/near_duplicates}
   * @param ranks as for {@link NearDuplicates#survivors}
   */
  FollowerRounds(NearDuplicateSettings settings, Dataset<Row> texts, Dataset<Row> ranks) {
    this.settings = settings;
    this.texts = PairSearch.numbered(texts).select(PairSearch.textColumns());
    this.ranks = ranks;
  }

  /**
   * As {@link NearDuplicates#survivors}.
   *
   * @param add takes pairs that were found on the way, and gives all that there are by then
   */
  Dataset<Row> survivors(Dataset<Row> pairs, Function<Dataset<Row>, Dataset<Row>> add) {
    boolean haveFollowers = !pairs.where(NearDuplicatePairs.IS_FOLLOWER).isEmpty();
    Dataset<Row> present = pairs;
    Dataset<Row> dropped = NearDuplicates.survivors(present, ranks);
    Dataset<Row> tried = null;
    while (haveFollowers) {
      Dataset<Row> candidates = followersOfDropped(present, dropped);
      if (tried != null) {
        candidates = candidates.except(tried);
      }
      candidates = candidates.localCheckpoint();
      long count = candidates.count();
      if (count == 0) {
        return dropped;
      }
      tried = tried == null ? candidates : tried.union(candidates);
      Dataset<Row> found =
          PairSearch.similar(
                  settings,
                  candidates.withColumn(Buckets.LEADER_IS_NEW, lit(false)),
                  count,
                  texts,
                  texts)
              .localCheckpoint();
      if (found.isEmpty()) {
        return dropped;
      }
      present = add.apply(found);
      dropped = NearDuplicates.survivors(present, ranks);
    }
    return dropped;
  }

  /**
   * Texts that stay although they follow one that gave way, with the one to which it gave way. A
   * row per pair that has not been found similar so far.
   */
  private Dataset<Row> followersOfDropped(Dataset<Row> pairs, Dataset<Row> dropped) {
    Dataset<Row> keepers =
        dropped.select(
            col(NearDuplicateTexts.TEXT_KEY).alias(NearDuplicatePairs.OTHER_TEXT_KEY),
            col(NearDuplicates.DUPLICATE_OF_KEY));
    Column follower = xxhash64(col(NearDuplicateTexts.TEXT_KEY));
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
}

package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.NearDuplicateTexts;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes the similarity of candidate pairs. It shuffles the texts that are compared, and no
 * others as long as the candidates are few.
 *
 * @param members texts with {@link Documents#comparedColumns}
 * @param leaders the same for the leaders
 */
record Comparison(NearDuplicateSettings settings, Dataset<Row> members, Dataset<Row> leaders) {
  /** Up to this number of texts are sent to every task: some 20 MB. */
  private static final long FEW_TEXTS = 10_000;

  private static final String OTHER_INPUT = "other_input";
  private static final String OTHER_OUTPUT = "other_output";
  private static final String FOLLOWERS = "followers";
  private static final String FOLLOWED = "followed";

  /**
   * Returns the candidates that reach the threshold. There are many followers to a leader, so their
   * leaders are sent to every task; otherwise each leader's text would be shuffled with every
   * follower's.
   *
   * @param candidates columns of {@link Buckets#candidates}; read several times
   * @param count the number of candidates
   */
  Dataset<Row> similar(Dataset<Row> candidates, long count) {
    Row follow =
        candidates
            .where(Buckets.IS_FOLLOWER)
            .agg(count(lit(1)).alias(FOLLOWERS), countDistinct(Buckets.LEADER).alias(FOLLOWED))
            .first();
    long followers = follow.getAs(FOLLOWERS);
    long followed = follow.getAs(FOLLOWED);
    if (followers == 0 || followed > FEW_TEXTS) {
      return compare(candidates, count, false);
    }
    return compare(candidates.where(not(col(Buckets.IS_FOLLOWER))), count - followers, false)
        .unionByName(compare(candidates.where(Buckets.IS_FOLLOWER), followers, true));
  }

  private Dataset<Row> compare(Dataset<Row> candidates, long count, boolean fewLeaders) {
    Dataset<Row> these = members;
    Dataset<Row> those =
        leaders.select(
            col(Documents.DOCUMENT).alias(Buckets.LEADER),
            col(NearDuplicateTexts.TEXT_KEY).alias(NearDuplicatePairs.OTHER_TEXT_KEY),
            col(NearDuplicateTexts.INTERACTION_ID).alias(NearDuplicatePairs.OTHER_INTERACTION_ID),
            col(NearDuplicateTexts.FOLDED_INPUT).alias(OTHER_INPUT),
            col(NearDuplicateTexts.FOLDED_OUTPUT).alias(OTHER_OUTPUT));
    if (SmallSide.isFew(count)) {
      these =
          these.join(
              broadcast(candidates.select(Documents.DOCUMENT)), Documents.BY_NUMBER, "left_semi");
    }
    if (SmallSide.isFew(count) || fewLeaders) {
      those =
          those.join(
              broadcast(candidates.select(Buckets.LEADER).distinct()),
              new String[] {Buckets.LEADER},
              "left_semi");
    }
    return candidates
        .join(these, Documents.DOCUMENT)
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
}

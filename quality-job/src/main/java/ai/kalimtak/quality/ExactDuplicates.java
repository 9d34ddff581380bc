package ai.kalimtak.quality;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.Candidates;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Exact duplicates: rows with one {@code text_key}. */
final class ExactDuplicates {
  /** {@code interaction_id} of the row that stays in this one's place; null for one that stays. */
  static final String COPY_OF = "copy_of";

  /** Ratings at or above the least good one, of the row and its duplicates. */
  static final String GOOD_RATINGS = "good_ratings";

  private static final String CALLED = "called";
  private static final String KEPT = "kept";
  private static final String GROUP_COUNT = "group_rating_count";
  private static final String GROUP_MEAN = "group_rating_mean";
  private static final String GROUP_GOOD = "group_good_ratings";

  private ExactDuplicates() {}

  /**
   * Adds {@link #COPY_OF}, {@code rating_count}, {@code rating_mean} and {@link #GOOD_RATINGS};
   * keeps every row. Of rows with one key the best stays: the best rated, then one with a given
   * domain, then the earliest, then the smallest id; it carries the ratings of all. Rows that a
   * person called inappropriate are duplicates of each other only; any other row that is not {@link
   * RowFlags#UNFLAGGED} is no duplicate and nobody's original. Shuffles keys, ids and ratings once,
   * with partial aggregation, so that a hot key costs no sort; the keys that stand more than once
   * are then joined back.
   */
  static Dataset<Row> resolve(Dataset<Row> rows, int minScore, boolean enabled) {
    Column score = col(Candidates.FEEDBACK_SCORE);
    Column good = when(score.geq(minScore), 1).when(score.isNotNull(), 0);
    Column own = score.isNotNull().cast("int");
    if (!enabled) {
      return rows.withColumn(COPY_OF, lit(null).cast("string"))
          .withColumn(Candidates.RATING_COUNT, own)
          .withColumn(Candidates.RATING_MEAN, score.cast("double"))
          .withColumn(GOOD_RATINGS, coalesce(good, lit(0)));
    }
    Column rank =
        struct(
            coalesce(score.multiply(-1), lit(1)),
            col(Candidates.GIVEN_DOMAIN).isNull(),
            col(Candidates.CREATED_AT),
            col(Candidates.INTERACTION_ID).alias(Candidates.INTERACTION_ID));
    Column called = array_contains(col(Candidates.FLAGS), Filters.INAPPROPRIATE_BY_A_PERSON);
    Column compared = col(RowFlags.UNFLAGGED).or(called);
    Dataset<Row> classed = rows.withColumn(CALLED, called);
    Dataset<Row> repeated =
        classed
            .where(compared)
            .groupBy(Candidates.TEXT_KEY, CALLED)
            .agg(
                min(rank).alias(KEPT),
                count(lit(1)).alias("copies"),
                count(score).cast("int").alias(GROUP_COUNT),
                avg(score).alias(GROUP_MEAN),
                coalesce(sum(good), lit(0L)).cast("int").alias(GROUP_GOOD))
            .where(col("copies").gt(1))
            .select(
                col(Candidates.TEXT_KEY),
                col(CALLED),
                col(KEPT).getField(Candidates.INTERACTION_ID).alias(KEPT),
                col(GROUP_COUNT),
                col(GROUP_MEAN),
                col(GROUP_GOOD));
    Column inGroup = compared.and(col(KEPT).isNotNull());
    Column isCopy = inGroup.and(col(KEPT).notEqual(col(Candidates.INTERACTION_ID)));
    return classed
        .join(repeated, new String[] {Candidates.TEXT_KEY, CALLED}, "left")
        .withColumn(COPY_OF, when(isCopy, col(KEPT)))
        .withColumn(
            Candidates.RATING_COUNT,
            when(isCopy, lit(null)).when(inGroup, col(GROUP_COUNT)).otherwise(own))
        .withColumn(
            Candidates.RATING_MEAN,
            when(isCopy, lit(null)).when(inGroup, col(GROUP_MEAN)).otherwise(score.cast("double")))
        .withColumn(
            GOOD_RATINGS,
            when(inGroup, col(GROUP_GOOD)).otherwise(coalesce(good, lit(0))).cast("int"))
        .drop(CALLED, KEPT, GROUP_COUNT, GROUP_MEAN, GROUP_GOOD);
  }
}

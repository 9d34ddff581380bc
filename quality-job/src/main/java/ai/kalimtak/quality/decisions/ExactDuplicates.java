package ai.kalimtak.quality.decisions;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.moderation.Moderation;
import ai.kalimtak.quality.signals.RowFlags;
import ai.kalimtak.quality.signals.TextKey;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Exact duplicates: rows with one {@code text_key}. */
public final class ExactDuplicates {
  /** {@code interaction_id} of the row that stays in this one's place; null for one that stays. */
  static final String COPY_OF = "copy_of";

  /** Ratings at or above the least good one, of the row and its duplicates. */
  static final String GOOD_RATINGS = "good_ratings";

  private static final String GROUP = "duplicate_group";
  private static final String KEPT = "kept";
  private static final String GROUP_COUNT = "group_rating_count";
  private static final String GROUP_MEAN = "group_rating_mean";

  private ExactDuplicates() {}

  /**
   * The step by itself, from texts on: adds {@code text_key}, {@link #COPY_OF}, {@code
   * rating_count}, {@code rating_mean} and {@link #GOOD_RATINGS}; keeps every row.
   *
   * @param rows with {@code interaction_id}, {@code created_at}, {@code input_text}, {@code
   *     model_output}, {@code feedback_score}, {@code given_domain} and {@code flags}
   * @param minScore least good rating, stars
   */
  public static Dataset<Row> of(Dataset<Row> rows, int minScore) {
    return rows.transform(each -> TextKey.add(each, "input-output"))
        .transform(RowFlags::addUnflagged)
        .transform(each -> resolve(each, minScore, true));
  }

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
    Column called = array_contains(col(Candidates.FLAGS), Moderation.BY_HUMAN);
    // A row that is compared with none has a group of its own.
    Column group =
        when(col(RowFlags.UNFLAGGED), col(Candidates.TEXT_KEY))
            .when(called, concat(col(Candidates.TEXT_KEY), lit("!")))
            .otherwise(concat(lit("!"), col(Candidates.INTERACTION_ID)));
    WindowSpec copies =
        Window.partitionBy(col(GROUP))
            .orderBy(
                score.desc_nulls_last(),
                col(Candidates.GIVEN_DOMAIN).isNull(),
                col(Candidates.CREATED_AT),
                col(Candidates.INTERACTION_ID))
            .rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
    Column isCopy = col(KEPT).notEqual(col(Candidates.INTERACTION_ID));
    return rows.withColumn(GROUP, group)
        .withColumn(KEPT, first(col(Candidates.INTERACTION_ID)).over(copies))
        .withColumn(GROUP_COUNT, count(score).over(copies).cast("int"))
        .withColumn(GROUP_MEAN, avg(score).over(copies))
        .withColumn(GOOD_RATINGS, coalesce(sum(good).over(copies), lit(0L)).cast("int"))
        .withColumn(COPY_OF, when(isCopy, col(KEPT)))
        .withColumn(Candidates.RATING_COUNT, when(isCopy, lit(null)).otherwise(col(GROUP_COUNT)))
        .withColumn(Candidates.RATING_MEAN, when(isCopy, lit(null)).otherwise(col(GROUP_MEAN)))
        .drop(GROUP, KEPT, GROUP_COUNT, GROUP_MEAN);
  }
}

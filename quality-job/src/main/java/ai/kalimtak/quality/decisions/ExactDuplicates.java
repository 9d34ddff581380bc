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
import ai.kalimtak.quality.signals.DuplicateKey;
import ai.kalimtak.quality.signals.RowFlags;
import ai.kalimtak.quality.signals.TextKey;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Finds exact duplicates: rows with the same {@code text_key}. */
public final class ExactDuplicates {
  /** {@code interaction_id} of the row that is kept instead of this one; null for a kept row. */
  static final String COPY_OF = "copy_of";

  /** Number of good ratings of the row and its duplicates. */
  static final String GOOD_RATINGS = "good_ratings";

  private static final String GROUP = "duplicate_group";
  private static final String KEPT = "kept";
  private static final String GROUP_COUNT = "group_rating_count";
  private static final String GROUP_MEAN = "group_rating_mean";

  private ExactDuplicates() {}

  /**
   * Runs the step on its own, starting from texts: adds {@code text_key} and the columns of {@link
   * #resolve}; keeps every row.
   *
   * @param rows with {@code interaction_id}, {@code created_at}, {@code input_text}, {@code
   *     model_output}, {@code feedback_score}, {@code given_domain}, and {@code flags}
   * @param minScore lowest good rating, stars
   */
  public static Dataset<Row> of(Dataset<Row> rows, int minScore) {
    return rows.transform(each -> TextKey.add(each, DuplicateKey.INPUT_OUTPUT))
        .transform(RowFlags::addUnflagged)
        .transform(each -> resolve(each, minScore));
  }

  /**
   * Adds {@link #COPY_OF}, {@code rating_count}, {@code rating_mean}, and {@link #GOOD_RATINGS};
   * keeps every row. Of the rows with one key, the best is kept: the best rated, then one with a
   * given domain, then the earliest, then the one with the smallest id. It carries the ratings of
   * all. Rows that a human reviewer called inappropriate are duplicates of each other only; any
   * other row that is not {@link RowFlags#UNFLAGGED} is compared with nothing. Shuffles and sorts
   * the rows once, by key.
   */
  static Dataset<Row> resolve(Dataset<Row> rows, int minScore) {
    Column score = col(Candidates.FEEDBACK_SCORE);
    Column calledInappropriate = array_contains(col(Candidates.FLAGS), Moderation.BY_HUMAN);
    // Any other flagged row is not compared: it is the only member of its group.
    Column group =
        when(col(RowFlags.UNFLAGGED), col(Candidates.TEXT_KEY))
            .when(calledInappropriate, concat(col(Candidates.TEXT_KEY), lit("!")))
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
        .withColumn(GOOD_RATINGS, coalesce(sum(isGood(minScore)).over(copies), lit(0L)).cast("int"))
        .withColumn(COPY_OF, when(isCopy, col(KEPT)))
        .withColumn(Candidates.RATING_COUNT, when(isCopy, lit(null)).otherwise(col(GROUP_COUNT)))
        .withColumn(Candidates.RATING_MEAN, when(isCopy, lit(null)).otherwise(col(GROUP_MEAN)))
        .drop(GROUP, KEPT, GROUP_COUNT, GROUP_MEAN);
  }

  /** Adds the columns of {@link #resolve} as if no two rows had the same text; no shuffle. */
  static Dataset<Row> ignore(Dataset<Row> rows, int minScore) {
    Column score = col(Candidates.FEEDBACK_SCORE);
    return rows.withColumn(COPY_OF, lit(null).cast("string"))
        .withColumn(Candidates.RATING_COUNT, score.isNotNull().cast("int"))
        .withColumn(Candidates.RATING_MEAN, score.cast("double"))
        .withColumn(GOOD_RATINGS, coalesce(isGood(minScore), lit(0)));
  }

  /** 1 for a good rating, 0 for another, null for none. */
  private static Column isGood(int minScore) {
    Column score = col(Candidates.FEEDBACK_SCORE);
    return when(score.geq(minScore), 1).when(score.isNotNull(), 0);
  }
}

package ai.kalimtak.quality.decisions;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.steps.CurationStep;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Judges a text by its ratings, by one user or by many. */
final class Ratings {
  /** The reason to reject the row; null where its ratings are good or missing. */
  static final String LOW_SCORE = "low_score";

  /** Enough to distinguish bounds, and few enough to compare with a setting at a glance. */
  private static final int DECIMALS = 6;

  private Ratings() {}

  /**
   * Adds {@code rating_lower_bound}, {@code quality_score}, and {@link #LOW_SCORE}, all null for an
   * unrated row; keeps every row; no shuffle.
   *
   * <p>The bound is Wilson's (1927) for the share of good ratings, with z = 1: one good rating
   * gives 0.5, three of four give 0.5, one of two gives 0.21. A row scores low if the mean of its
   * ratings is below {@code min-score} or the bound is below {@code min-rating-lower-bound}.
   */
  static Dataset<Row> judge(Dataset<Row> rows, RatingSettings settings) {
    Column n = col(Candidates.RATING_COUNT).cast("double");
    Column share = col(ExactDuplicates.GOOD_RATINGS).divide(n);
    Column spread =
        sqrt(share.multiply(lit(1.0).minus(share)).divide(n).plus(lit(0.25).divide(n.multiply(n))));
    Column bound =
        share.plus(lit(0.5).divide(n)).minus(spread).divide(lit(1.0).plus(lit(1.0).divide(n)));
    Column rated = col(Candidates.RATING_COUNT).gt(0);
    return rows.withColumn(Candidates.RATING_LOWER_BOUND, when(rated, round(bound, DECIMALS)))
        .withColumn(
            Candidates.QUALITY_SCORE, when(rated, col(Candidates.RATING_MEAN).minus(1).divide(4.0)))
        .withColumn(
            LOW_SCORE,
            when(
                rated.and(
                    col(Candidates.RATING_MEAN)
                        .lt(settings.minScore())
                        .or(col(Candidates.RATING_LOWER_BOUND).lt(settings.minRatingLowerBound()))),
                lit(CurationStep.LOW_SCORE.reason())));
  }
}

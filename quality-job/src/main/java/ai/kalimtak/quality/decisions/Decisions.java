package ai.kalimtak.quality.decisions;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.diversity.Diversity;
import ai.kalimtak.quality.duplicates.NearDuplicates;
import ai.kalimtak.quality.signals.RowFlags;
import ai.kalimtak.quality.signals.Signals;
import ai.kalimtak.quality.steps.CurationStatus;
import ai.kalimtak.quality.steps.CurationStep;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The steps that compare a row with the others: duplicates, ratings, quotas, splits. They read no
 * texts. Every run decides on all rows from scratch, from a few narrow columns, so the result does
 * not depend on how the rows were spread over days.
 */
public final class Decisions {
  /** Columns of {@code silver/candidates} that {@link #conclude} fills. */
  public static final List<String> COLUMNS =
      List.of(
          Candidates.QUALITY_SCORE,
          Candidates.CURATION_STATUS,
          Candidates.REJECTION_REASON,
          Candidates.DUPLICATE_OF,
          Candidates.SIMILARITY,
          Candidates.IS_CLEAN,
          Candidates.IS_SELECTED,
          Candidates.SPLIT,
          Candidates.FLAGS,
          Candidates.RATING_COUNT,
          Candidates.RATING_MEAN,
          Candidates.RATING_LOWER_BOUND,
          Candidates.CLUSTER);

  /** Columns of {@link Signals} that the decisions read. */
  private static final List<String> INPUTS =
      List.of(
          Candidates.INTERACTION_ID,
          Candidates.SUBJECT_KEY,
          Candidates.SESSION_ID,
          Candidates.CREATED_AT,
          Candidates.TEMPLATE_ID,
          Candidates.FEEDBACK_SCORE,
          Candidates.GIVEN_DOMAIN,
          Candidates.DOMAIN,
          Candidates.TEXT_KEY,
          Candidates.FLAGS);

  /** {@code interaction_id} of the row that is kept instead of a near-duplicate. */
  public static final String NEAR_DUPLICATE_OF = "near_duplicate_of";

  private static final String EXACT = "exact";
  private static final String NEAR = "near";

  private Decisions() {}

  /**
   * Selects the columns that decide, finds exact duplicates, and combines their ratings; keeps
   * every row.
   *
   * @param exactDuplicates whether exact duplicates are dropped at all
   */
  public static Dataset<Row> resolveExact(
      Dataset<Row> signals, RatingSettings ratings, boolean exactDuplicates) {
    Dataset<Row> rows =
        signals.select(Signals.columns(INPUTS.stream())).transform(RowFlags::addUnflagged);
    return exactDuplicates
        ? ExactDuplicates.resolve(rows, ratings.minScore())
        : ExactDuplicates.ignore(rows, ratings.minScore());
  }

  /** Whether a row's text is in play: the row is unflagged and no exact duplicate of another. */
  static Column inPlay() {
    return col(RowFlags.UNFLAGGED).and(col(ExactDuplicates.COPY_OF).isNull());
  }

  /** Whether a row of {@code silver/candidates} was in play when its run decided. */
  public static Column wasInPlay() {
    return size(RowFlags.basedOnRowAlone())
        .equalTo(0)
        .and(not(exists(col(Candidates.FLAGS), CurationStep.EXACT_DUPLICATE::gave)));
  }

  /**
   * Returns one row per text in play: its {@code text_key}, the {@code interaction_id} and {@code
   * subject_key} of the row that carries it, and its {@link NearDuplicates#RANK}, which puts the
   * best rated first, then those with a given domain. Shuffles only where exact duplicates were not
   * dropped.
   */
  public static Dataset<Row> carriers(Dataset<Row> exact, boolean exactDuplicates) {
    Dataset<Row> carriers =
        exact
            .where(inPlay())
            .select(
                col(Candidates.TEXT_KEY),
                col(Candidates.INTERACTION_ID),
                col(Candidates.SUBJECT_KEY),
                struct(
                        coalesce(col(Candidates.RATING_MEAN).multiply(-1), lit(0.0)).alias("mean"),
                        coalesce(col(Candidates.RATING_COUNT).multiply(-1), lit(0)).alias("count"),
                        col(Candidates.GIVEN_DOMAIN).isNull().alias("unlabelled"))
                    .alias(NearDuplicates.RANK));
    return exactDuplicates
        ? carriers
        : carriers
            .groupBy(Candidates.TEXT_KEY)
            .agg(
                min(struct(
                        col(NearDuplicates.RANK),
                        col(Candidates.INTERACTION_ID),
                        col(Candidates.SUBJECT_KEY)))
                    .alias("best"))
            .select(
                col(Candidates.TEXT_KEY),
                col("best." + Candidates.INTERACTION_ID),
                col("best." + Candidates.SUBJECT_KEY),
                col("best." + NearDuplicates.RANK));
  }

  /**
   * Marks near-duplicates and judges the ratings; keeps every row.
   *
   * @param near one row per text in a cluster: {@code text_key}, {@code cluster}, and, null for a
   *     text that is kept, {@code near_duplicate_of} and {@code similarity}
   */
  public static Dataset<Row> resolveNear(
      Dataset<Row> exact, Dataset<Row> near, RatingSettings ratings) {
    Column inPlay = inPlay();
    Column isNear = inPlay.and(col(NEAR_DUPLICATE_OF).isNotNull());
    Column copyOf = col(ExactDuplicates.COPY_OF);
    return exact
        .join(near, new String[] {Candidates.TEXT_KEY}, "left")
        .withColumn(EXACT, when(copyOf.isNotNull(), lit(CurationStep.EXACT_DUPLICATE.reason())))
        .withColumn(NEAR, when(isNear, lit(CurationStep.NEAR_DUPLICATE.reason())))
        .withColumn(
            Candidates.DUPLICATE_OF,
            when(copyOf.isNotNull(), copyOf).when(isNear, col(NEAR_DUPLICATE_OF)))
        .withColumn(
            Candidates.SIMILARITY,
            when(copyOf.isNotNull(), lit(1.0)).when(isNear, col(Candidates.SIMILARITY)))
        .withColumn(Candidates.CLUSTER, when(inPlay, col(Candidates.CLUSTER)))
        .transform(rows -> Ratings.judge(rows, ratings));
  }

  /** Whether a row is rated well and no step has rejected it so far. */
  public static Column isWanted() {
    return col(RowFlags.UNFLAGGED)
        .and(col(EXACT).isNull())
        .and(col(NEAR).isNull())
        .and(col(Candidates.RATING_COUNT).gt(0))
        .and(col(Ratings.LOW_SCORE).isNull());
  }

  /**
   * Returns the decisions, {@code interaction_id} and {@link #COLUMNS}; keeps every row.
   *
   * @param over rows beyond a quota: {@code interaction_id}, {@link Diversity#OVER_QUOTA}
   */
  public static Dataset<Row> conclude(
      Dataset<Row> resolved, Dataset<Row> over, SplitSettings splits) {
    Column flags =
        array_compact(
            concat(
                col(Candidates.FLAGS),
                array(col(EXACT), col(NEAR), col(Ratings.LOW_SCORE), col(Diversity.OVER_QUOTA))));
    Column rated = coalesce(col(Candidates.RATING_COUNT).gt(0), lit(false));
    Column rejected = size(col(Candidates.FLAGS)).gt(0);
    return resolved
        .join(over, new String[] {Candidates.INTERACTION_ID}, "left")
        .withColumn(
            Candidates.IS_CLEAN,
            col(RowFlags.UNFLAGGED).and(col(EXACT).isNull()).and(col(NEAR).isNull()))
        .withColumn(Candidates.FLAGS, flags)
        .withColumn(Candidates.REJECTION_REASON, when(rejected, get(col(Candidates.FLAGS), lit(0))))
        .withColumn(Candidates.IS_SELECTED, rated.and(not(rejected)))
        .withColumn(
            Candidates.CURATION_STATUS,
            when(rejected, lit(CurationStatus.REJECTED.label()))
                .when(rated, lit(CurationStatus.SELECTED.label()))
                .otherwise(lit(CurationStatus.CANDIDATE.label())))
        .transform(rows -> Splits.assign(rows, splits))
        .select(
            Signals.columns(Stream.concat(Stream.of(Candidates.INTERACTION_ID), COLUMNS.stream())));
  }
}

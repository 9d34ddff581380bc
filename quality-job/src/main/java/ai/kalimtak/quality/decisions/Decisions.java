package ai.kalimtak.quality.decisions;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.QualitySettings;
import ai.kalimtak.quality.diversity.Diversity;
import ai.kalimtak.quality.duplicates.NearDuplicates;
import ai.kalimtak.quality.signals.RowFlags;
import ai.kalimtak.quality.signals.Signals;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What becomes of each row among the others. Nothing here reads a text: every run decides on all
 * rows anew, from a few narrow columns, so that it does not matter in how many days they came.
 */
public final class Decisions {
  /** Columns of {@code silver/candidates} that a decision fills. */
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

  /** Columns of {@link Signals} that decide. */
  private static final List<String> FACTS =
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

  /** {@code interaction_id} of the row that stays in place of a near-duplicate. */
  public static final String NEAR_DUPLICATE_OF = "near_duplicate_of";

  private static final String EXACT_DUPLICATE = "duplicate:exact";
  private static final String EXACT = "exact";
  private static final String NEAR = "near";

  private Decisions() {}

  /** The facts, with exact duplicates found and their ratings brought together. */
  public static Dataset<Row> resolveExact(Dataset<Row> signals, QualitySettings settings) {
    return signals
        .select(Signals.columns(FACTS.stream()))
        .transform(RowFlags::addUnflagged)
        .transform(
            rows -> ExactDuplicates.resolve(rows, settings.minScore(), settings.exactDuplicates()));
  }

  /** Rows whose text is in play: unflagged, and no exact duplicate of another. */
  static Column inPlay() {
    return col(RowFlags.UNFLAGGED).and(col(ExactDuplicates.COPY_OF).isNull());
  }

  /** The same of a row of {@code silver/candidates}, at the run that wrote it. */
  public static Column wasInPlay() {
    return size(RowFlags.ofTheRowAlone())
        .equalTo(0)
        .and(not(array_contains(col(Candidates.FLAGS), EXACT_DUPLICATE)));
  }

  /**
   * The texts in play: {@code text_key}, each once, {@code interaction_id} and {@code subject_key}
   * of the row that carries it, and its {@link NearDuplicates#RANK}: the best rated first, then one
   * with a given domain. No shuffle, unless exact duplicates are left in.
   */
  public static Dataset<Row> carriers(Dataset<Row> exact, QualitySettings settings) {
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
    return settings.exactDuplicates()
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
   * Joins what was found of near-duplicates, and judges the ratings; keeps every row.
   *
   * @param near {@code text_key}, {@code cluster}, {@code near_duplicate_of} and {@code similarity}
   *     (both null for a text that stays): a row for each text in a cluster
   */
  public static Dataset<Row> resolveNear(
      Dataset<Row> exact, Dataset<Row> near, QualitySettings settings) {
    Column inPlay = inPlay();
    Column isNear = inPlay.and(col(NEAR_DUPLICATE_OF).isNotNull());
    Column copyOf = col(ExactDuplicates.COPY_OF);
    return exact
        .join(near, new String[] {Candidates.TEXT_KEY}, "left")
        .withColumn(EXACT, when(copyOf.isNotNull(), lit(EXACT_DUPLICATE)))
        .withColumn(NEAR, when(isNear, lit("duplicate:near")))
        .withColumn(
            Candidates.DUPLICATE_OF,
            when(copyOf.isNotNull(), copyOf).when(isNear, col(NEAR_DUPLICATE_OF)))
        .withColumn(
            Candidates.SIMILARITY,
            when(copyOf.isNotNull(), lit(1.0)).when(isNear, col(Candidates.SIMILARITY)))
        .withColumn(Candidates.CLUSTER, when(inPlay, col(Candidates.CLUSTER)))
        .transform(
            rows -> Ratings.judge(rows, settings.minScore(), settings.minRatingLowerBound()));
  }

  /** Rated well, and nothing spoke against it so far. */
  public static Column wanted() {
    return col(RowFlags.UNFLAGGED)
        .and(col(EXACT).isNull())
        .and(col(NEAR).isNull())
        .and(col(Candidates.RATING_COUNT).gt(0))
        .and(col(Ratings.LOW_SCORE).isNull());
  }

  /**
   * The decisions: {@code interaction_id} and {@link #COLUMNS}; keeps every row.
   *
   * @param over {@code interaction_id}, {@link Diversity#OVER_QUOTA}
   */
  public static Dataset<Row> conclude(
      Dataset<Row> resolved, Dataset<Row> over, QualitySettings settings) {
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
            when(rejected, lit("rejected"))
                .when(rated, lit("selected"))
                .otherwise(lit("candidate")))
        .transform(rows -> Splits.assign(rows, settings))
        .select(
            Signals.columns(Stream.concat(Stream.of(Candidates.INTERACTION_ID), COLUMNS.stream())));
  }
}

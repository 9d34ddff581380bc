package ai.kalimtak.quality.decisions;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.NearDuplicatePairs;
import ai.kalimtak.common.lake.TrainingData;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Assigns rows to training, validation, and test, and checks that nothing leaks between them. */
public final class Splits {
  private static final int BUCKETS = 10_000;

  private Splits() {}

  /**
   * Adds {@code split}, by a hash of the subject, otherwise of the session, otherwise of the row,
   * so that all rows of a subject are in one split and stay there; keeps every row; no shuffle.
   */
  static Dataset<Row> assign(Dataset<Row> rows, SplitSettings settings) {
    Column key =
        coalesce(
            concat(lit("subject:"), col(Candidates.SUBJECT_KEY)),
            concat(lit("session:"), col(Candidates.SESSION_ID)),
            concat(lit("row:"), col(Candidates.INTERACTION_ID)));
    Column bucket = pmod(xxhash64(key, lit(settings.splitSeed())), lit(BUCKETS));
    long test = Math.round(settings.testShare() * BUCKETS);
    long validation = Math.round(settings.validationShare() * BUCKETS);
    return rows.withColumn(
        Candidates.SPLIT,
        when(bucket.lt(test), lit(TrainingData.TEST))
            .when(bucket.lt(test + validation), lit(TrainingData.VALIDATION))
            .otherwise(lit(TrainingData.TRAIN)));
  }

  /**
   * Checks that every subject is in one split only; otherwise no test could be trusted.
   *
   * @throws JobException when a subject is in two splits
   */
  public static void checkSubjects(Dataset<Row> gold) {
    boolean leaks =
        !gold.where(col(TrainingData.SUBJECT_KEY).isNotNull())
            .groupBy(TrainingData.SUBJECT_KEY)
            .agg(countDistinct(col(TrainingData.SPLIT)).alias("splits"))
            .where(col("splits").gt(1))
            .isEmpty();
    if (leaks) {
      throw JobException.failed(
          "gold/training_data would have rows of one subject in two splits",
          "gold/training_data and training_data_items are unchanged; restore the previous version of silver/candidates and report this");
    }
  }

  /**
   * Checks that near-duplicates are in one split only.
   *
   * @param pairs {@code text_key} and {@code other_text_key} of texts at or above the threshold
   * @throws JobException when the two texts of a pair are in different splits
   */
  public static void checkPairs(Dataset<Row> gold, Dataset<Row> pairs) {
    Dataset<Row> keys = gold.select(col(TrainingData.TEXT_KEY), col(TrainingData.SPLIT));
    Dataset<Row> others =
        keys.select(
            col(TrainingData.TEXT_KEY).alias(NearDuplicatePairs.OTHER_TEXT_KEY),
            col(TrainingData.SPLIT).alias("other_split"));
    boolean leaks =
        !pairs
            .select(NearDuplicatePairs.TEXT_KEY, NearDuplicatePairs.OTHER_TEXT_KEY)
            .join(keys, NearDuplicatePairs.TEXT_KEY)
            .join(others, NearDuplicatePairs.OTHER_TEXT_KEY)
            .where(col(TrainingData.SPLIT).notEqual(col("other_split")))
            .isEmpty();
    if (leaks) {
      throw JobException.failed(
          "gold/training_data would have near-duplicates in two splits",
          "gold/training_data and training_data_items are unchanged; restore the previous version of silver/candidates and report this");
    }
  }
}

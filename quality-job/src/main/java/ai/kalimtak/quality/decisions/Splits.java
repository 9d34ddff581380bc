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
import ai.kalimtak.quality.QualitySettings;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which rows are set apart to validate and test with. */
public final class Splits {
  private static final int BUCKETS = 10_000;

  private Splits() {}

  /**
   * Adds {@code split}: by hash of the subject, else of the session, else of the row, so that a
   * person lies in one split, and stays there; keeps every row; no shuffle.
   */
  static Dataset<Row> assign(Dataset<Row> rows, QualitySettings settings) {
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
   * @throws JobException when a subject lies in two splits: what is learnt could not be judged
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
          "a subject lies in two splits of gold/training_data",
          "Nothing was written back; restore the table's version before and report this");
    }
  }

  /**
   * @param pairs {@code text_key} and {@code other_text_key} of texts at or above the threshold
   * @throws JobException when the two of a pair lie in different splits
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
          "near-duplicates lie in two splits of gold/training_data",
          "Nothing was written back; restore the table's version before and report this");
    }
  }
}

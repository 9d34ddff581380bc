package ai.kalimtak.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.job.JobException;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.TrainingData;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of {@code gold/training_data}. */
final class TrainingRows {
  private TrainingRows() {}

  /**
   * A clean row with a label to learn from; or one that a person called inappropriate, which is
   * what a moderation model learns from.
   */
  static Column isTrainingRow() {
    Column calledInappropriate =
        coalesce(col(Candidates.MODERATION_LABEL).equalTo("inappropriate"), lit(false));
    return col(Candidates.IS_CLEAN).and(Selection.hasLabel()).or(calledInappropriate);
  }

  /** From {@code silver/candidates} to the columns of {@code gold/training_data}; no shuffle. */
  static Dataset<Row> of(Dataset<Row> silver) {
    Column[] columns =
        Arrays.stream(TrainingData.TABLE.schema().fieldNames())
            .map(org.apache.spark.sql.functions::col)
            .toArray(Column[]::new);
    return silver.where(isTrainingRow()).select(columns);
  }

  /**
   * @throws JobException when a subject lies in two splits: what is learnt could not be judged
   */
  static void checkSplits(Dataset<Row> gold) {
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
}

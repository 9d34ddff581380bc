package ai.kalimtak.quality.tables;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.quality.signals.Signals;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of {@code gold/training_data}. */
public final class GoldRows {
  private GoldRows() {}

  /**
   * Whether a row is training data: a clean row with a label, or one that a human reviewer called
   * inappropriate, because a moderation model learns from those.
   */
  public static Column isTrainingRow() {
    Column calledInappropriate =
        coalesce(col(Candidates.MODERATION_LABEL).equalTo(LabelRule.INAPPROPRIATE), lit(false));
    return col(Candidates.IS_CLEAN)
        .and(hasLabel())
        .or(calledInappropriate.and(col(Candidates.DUPLICATE_OF).isNull()));
  }

  /** Selects the training data from {@code silver/candidates}; no shuffle. */
  public static Dataset<Row> of(Dataset<Row> silver) {
    return silver
        .where(isTrainingRow())
        .select(Signals.columns(Arrays.stream(TrainingData.TABLE.schema().fieldNames())));
  }

  /** Whether a row has a rating, a given domain, or a moderation label. */
  private static Column hasLabel() {
    return col(Candidates.FEEDBACK_SCORE)
        .isNotNull()
        .or(col(Candidates.GIVEN_DOMAIN).isNotNull())
        .or(col(Candidates.MODERATION_LABEL).isNotNull());
  }
}

package ai.kalimtak.evaluation.judging;

import ai.kalimtak.common.learning.LabelRule;
import org.apache.spark.sql.Column;

/** The loss by which a version is compared with a rival; smaller is better. */
enum Loss {
  LOG_LOSS("log loss") {
    @Override
    Column of(String prefix) {
      return Scoring.logLoss(prefix);
    }
  },
  ERROR_RATE("error rate") {
    @Override
    Column of(String prefix) {
      return Scoring.error(prefix);
    }
  };

  private final String description;

  Loss(String description) {
    this.description = description;
  }

  /** Log loss for a binary model, because its probability is used; otherwise the error rate. */
  static Loss of(LabelRule label) {
    return label.positive().isPresent() ? LOG_LOSS : ERROR_RATE;
  }

  /** The loss of each row, from the columns that {@link Scoring} adds under the prefix. */
  abstract Column of(String prefix);

  String description() {
    return description;
  }
}

package ai.kalimtak.quality.duplicates;

import ai.kalimtak.common.spark.Checkpoints;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A dataset that is computed from itself in rounds. Each state is a checkpoint, because plans would
 * grow with the rounds otherwise, and is released when the next one has been computed.
 */
final class Rounds {
  private Dataset<Row> current;

  Rounds(Dataset<Row> first) {
    this.current = Checkpoints.cut(first);
  }

  Dataset<Row> current() {
    return current;
  }

  void next(Dataset<Row> following) {
    Dataset<Row> before = current;
    current = Checkpoints.cut(following);
    Checkpoints.release(before);
  }
}

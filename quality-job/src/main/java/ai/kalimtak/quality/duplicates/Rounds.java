package ai.kalimtak.quality.duplicates;

import ai.kalimtak.common.spark.Checkpoints;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A dataset that is computed anew from itself round by round. Each state is kept until the next has
 * been computed, cut off from how it was made, else plans would grow with the rounds.
 */
final class Rounds {
  private Dataset<Row> present;

  Rounds(Dataset<Row> first) {
    this.present = Checkpoints.cut(first);
  }

  Dataset<Row> present() {
    return present;
  }

  void next(Dataset<Row> following) {
    Dataset<Row> before = present;
    present = Checkpoints.cut(following);
    Checkpoints.release(before);
  }
}

package ai.kalimtak.quality.duplicates;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.LogicalRDD;

/**
 * A dataset that is computed anew from itself round by round. Each state is kept until the next has
 * been computed, cut off from how it was made, else plans would grow with the rounds.
 */
final class Rounds {
  private Dataset<Row> present;

  Rounds(Dataset<Row> first) {
    this.present = first.localCheckpoint();
  }

  Dataset<Row> present() {
    return present;
  }

  void next(Dataset<Row> following) {
    Dataset<Row> before = present;
    present = following.localCheckpoint();
    release(before);
  }

  void release() {
    release(present);
  }

  /**
   * Frees the blocks of a checkpoint, which nothing else frees before the next garbage collection.
   */
  private static void release(Dataset<Row> checkpointed) {
    LogicalPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) checkpointed).queryExecution().analyzed();
    if (plan instanceof LogicalRDD scan) {
      // Not by the RDD's own method, which warns that a checkpoint cannot be recomputed.
      scan.rdd().sparkContext().unpersistRDD(scan.rdd().id(), false);
    }
  }
}

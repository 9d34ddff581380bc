package ai.kalimtak.common.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that several later steps read. They are computed immediately, and their plan is cut off. A
 * cache would keep the plan: Spark would plan it again after every write to a table that it reads,
 * and fill it from the table's new content; and the descriptions of nested caches in the Spark UI
 * would grow with every level.
 */
public final class Checkpoints implements AutoCloseable {
  private final List<Dataset<Row>> kept = new ArrayList<>();

  /** Computes the rows and keeps them, in memory or on local disks, until this object is closed. */
  public Dataset<Row> keep(Dataset<Row> rows) {
    Dataset<Row> cut = cut(rows);
    kept.add(cut);
    return cut;
  }

  /**
   * Computes the rows and keeps them until they are released or no longer referenced. On a cluster
   * each block is stored on two executors, because a lost block cannot be computed again.
   */
  public static Dataset<Row> cut(Dataset<Row> rows) {
    return rows.localCheckpoint(
        true,
        rows.sparkSession().sparkContext().isLocal()
            ? StorageLevel.MEMORY_AND_DISK()
            : StorageLevel.MEMORY_AND_DISK_2());
  }

  /** Frees the blocks of a local checkpoint, which otherwise stay until it is garbage-collected. */
  public static void release(Dataset<Row> checkpoint) {
    RDD<?> rows = ((LogicalRDD) checkpoint.queryExecution().logical()).rdd();
    // The RDD's own method would log a warning that a checkpoint cannot be recomputed.
    rows.sparkContext().unpersistRDD(rows.id(), false);
  }

  @Override
  public void close() {
    kept.forEach(Checkpoints::release);
  }
}

package ai.kalimtak.common.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that several later steps read. They are computed at once and their plan is cut. A cache
 * would keep the plan: it is planned anew with every write to a table that it reads, filled from
 * what the table holds by then, and plans over caches over caches are described, for the Spark UI,
 * in texts that grow with every level.
 */
public final class Checkpoints implements AutoCloseable {
  private final List<Dataset<Row>> kept = new ArrayList<>();

  /** Computes the rows; they stay, in memory or on local disks, until this is closed. */
  public Dataset<Row> keep(Dataset<Row> rows) {
    Dataset<Row> cut = cut(rows);
    kept.add(cut);
    return cut;
  }

  /**
   * Computes the rows; they stay until they are released, or nothing refers to them any more. On a
   * cluster each block lies on two executors, for nothing could make it again when one is lost.
   */
  public static Dataset<Row> cut(Dataset<Row> rows) {
    return rows.localCheckpoint(
        true,
        rows.sparkSession().sparkContext().isLocal()
            ? StorageLevel.MEMORY_AND_DISK()
            : StorageLevel.MEMORY_AND_DISK_2());
  }

  /** Frees the blocks of a local checkpoint, which nothing else frees before it is collected. */
  public static void release(Dataset<Row> checkpoint) {
    RDD<?> rows = ((LogicalRDD) checkpoint.queryExecution().logical()).rdd();
    // Not by the RDD's own method, which warns that a checkpoint cannot be recomputed.
    rows.sparkContext().unpersistRDD(rows.id(), false);
  }

  @Override
  public void close() {
    kept.forEach(Checkpoints::release);
  }
}

package ai.kalimtak.quality;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that several later steps read. They are computed at once and their plan is cut: a cache
 * would keep the plan, and plans over caches over caches are described, for the Spark UI, in texts
 * that grow with every level.
 */
final class Checkpoints implements AutoCloseable {
  private final List<Dataset<Row>> kept = new ArrayList<>();

  Dataset<Row> keep(Dataset<Row> rows) {
    Dataset<Row> cut = rows.localCheckpoint(true, StorageLevel.MEMORY_AND_DISK());
    kept.add(cut);
    return cut;
  }

  @Override
  public void close() {
    kept.forEach(rows -> ((LogicalRDD) rows.queryExecution().logical()).rdd().unpersist(false));
  }
}

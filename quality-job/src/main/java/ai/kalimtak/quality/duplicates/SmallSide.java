package ai.kalimtak.quality.duplicates;

import static org.apache.spark.sql.functions.broadcast;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The side of a join that may be small enough to be sent to every task instead of shuffled. */
final class SmallSide {
  /** Up to this number of keys or numbers: at most 16 MB. */
  private static final long FEW = 500_000;

  private SmallSide() {}

  static boolean isFew(long count) {
    return count <= FEW;
  }

  /**
   * Returns rows of keys or numbers, broadcast if they are few.
   *
   * @param count the number of rows, or a bound on it
   */
  static Dataset<Row> of(Dataset<Row> rows, long count) {
    return isFew(count) ? broadcast(rows) : rows;
  }
}

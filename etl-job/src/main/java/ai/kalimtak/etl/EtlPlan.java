package ai.kalimtak.etl;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What one run pulls: the rows last written by a transaction in {@code [fromXid, toXid)}.
 *
 * @param fromXid the last run's horizon; 0 for everything
 * @param toXid the present horizon: every transaction below it has ended
 * @param rows rows of the window when it was planned
 * @param reads predicates over {@code id} that divide the window evenly, one for each read
 */
record EtlPlan(long fromXid, long toXid, long rows, List<String> reads) {

  static EtlPlan of(long fromXid, long toXid, long rows, List<UUID> boundaries) {
    return new EtlPlan(fromXid, toXid, rows, predicates(boundaries));
  }

  boolean isEmpty() {
    return rows == 0;
  }

  boolean isFull() {
    return fromXid == 0;
  }

  /** How many reads divide a window, at most {@code parallel}, none of too few rows. */
  static int reads(long rows, int parallel, long minRowsPerRead) {
    return (int) Math.max(1, Math.min(parallel, rows / minRowsPerRead));
  }

  private static List<String> predicates(List<UUID> boundaries) {
    List<UUID> inner = boundaries.stream().distinct().toList();
    List<String> predicates = new ArrayList<>();
    for (int i = 0; i <= inner.size(); i++) {
      String lower = i == 0 ? null : "source_id >= '" + inner.get(i - 1) + "'";
      String upper = i == inner.size() ? null : "source_id < '" + inner.get(i) + "'";
      predicates.add(
          lower == null
              ? (upper == null ? "true" : upper)
              : upper == null ? lower : lower + " and " + upper);
    }
    return predicates;
  }
}

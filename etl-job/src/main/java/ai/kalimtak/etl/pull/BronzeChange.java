package ai.kalimtak.etl.pull;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Lake;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * The change that one commit made to {@code bronze/interactions}, as Delta's history records it.
 *
 * @param version -1 when nothing was committed
 */
record BronzeChange(long version, long inserted, long updated, long deleted) {
  static final BronzeChange NONE = new BronzeChange(-1, 0, 0, 0);

  private static final int COMMITS_SEARCHED = 20;
  private static final String VERSION = "version";
  private static final String METRICS = "operationMetrics";

  /** The mark by which {@link #of} recognizes the commits of a run. */
  static String mark(long runId) {
    return "run " + runId;
  }

  /** Finds the latest commit of a run among recent commits. */
  static BronzeChange of(Lake lake, long runId) {
    return lake
        .delta(BronzeInteractions.TABLE)
        .history(COMMITS_SEARCHED)
        .where(col("userMetadata").equalTo(mark(runId)))
        .select(VERSION, METRICS)
        .orderBy(col(VERSION).desc())
        .limit(1)
        .collectAsList()
        .stream()
        .map(BronzeChange::of)
        .findFirst()
        .orElse(NONE);
  }

  boolean isCommitted() {
    return version >= 0;
  }

  private static BronzeChange of(Row commit) {
    long version = commit.getAs(VERSION);
    Map<String, String> metrics = commit.getJavaMap(commit.fieldIndex(METRICS));
    return metrics.containsKey("numTargetRowsInserted")
        ? new BronzeChange(
            version,
            Long.parseLong(metrics.get("numTargetRowsInserted")),
            Long.parseLong(metrics.get("numTargetRowsUpdated")),
            Long.parseLong(metrics.get("numTargetRowsDeleted")))
        : new BronzeChange(
            version, Long.parseLong(metrics.getOrDefault("numOutputRows", "0")), 0, 0);
  }
}

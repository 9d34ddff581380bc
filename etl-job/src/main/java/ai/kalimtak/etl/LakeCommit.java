package ai.kalimtak.etl;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.Quarantine;
import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Writes a pull to the lake. Identities and quarantine come first and may be written twice without
 * harm; {@code bronze/interactions} comes last, and its commit carries the horizon, so a window is
 * done exactly when its rows are visible.
 */
final class LakeCommit {
  /** Delta's transaction application: its number is the horizon up to which the table is whole. */
  static final String HORIZON = "kalimtak-etl";

  private static final int MOST_DATES_NAMED = 400;

  private final SparkSession spark;
  private final Lake lake;

  LakeCommit(SparkSession spark, Lake lake) {
    this.spark = spark;
    this.lake = lake;
  }

  /** What the commit did to {@code bronze/interactions}. */
  record Written(long inserted, long updated) {}

  /** Adds the states that are not there yet. */
  void quarantine(Dataset<Row> rejected) {
    insertNew(
        Quarantine.TABLE,
        rejected,
        List.of(Quarantine.INTERACTION_ID, Quarantine.CHANGE_XID, Quarantine.REASON));
  }

  /** Adds the subjects that are not there yet. */
  void identities(Dataset<Row> identities) {
    insertNew(Identities.TABLE, identities, List.of(Identities.SUBJECT_KEY));
  }

  /**
   * Inserts or replaces the rows, and moves the horizon, in one commit.
   *
   * @param accepted the columns of {@code bronze/interactions} but {@code run_id}
   */
  Written interactions(Dataset<Row> accepted, EtlPlan plan, long runId) {
    lake.ensure(BronzeInteractions.TABLE);
    Column[] columns =
        Arrays.stream(BronzeInteractions.TABLE.schema().fieldNames())
            .map(
                name -> name.equals(BronzeInteractions.RUN_ID) ? lit(runId).alias(name) : col(name))
            .toArray(Column[]::new);
    Dataset<Row> rows = accepted.select(columns);
    if (lake.transaction(BronzeInteractions.TABLE, HORIZON).isEmpty()) {
      rows.write()
          .format("delta")
          .mode("append")
          .option("txnAppId", HORIZON)
          .option("txnVersion", plan.toXid())
          .option("optimizeWrite", "true")
          .save(lake.path(BronzeInteractions.TABLE));
    } else {
      withHorizon(plan.toXid(), () -> merge(rows));
    }
    Map<String, String> metrics = lastCommitMetrics();
    return metrics.containsKey("numTargetRowsInserted")
        ? new Written(
            Long.parseLong(metrics.get("numTargetRowsInserted")),
            Long.parseLong(metrics.get("numTargetRowsUpdated")))
        : new Written(Long.parseLong(metrics.get("numOutputRows")), 0);
  }

  private void merge(Dataset<Row> rows) {
    // An interaction keeps its date, so only the partitions of the dates at hand are looked into.
    List<Row> dates =
        rows.select(col(BronzeInteractions.EVENT_DATE))
            .distinct()
            .limit(MOST_DATES_NAMED + 1)
            .collectAsList();
    String partitions =
        dates.size() > MOST_DATES_NAMED
            ? ""
            : " and t.event_date in ("
                + dates.stream()
                    .map(row -> "date'" + row.get(0) + "'")
                    .collect(Collectors.joining(", "))
                + ")";
    lake.delta(BronzeInteractions.TABLE)
        .as("t")
        .merge(
            rows.as("s"),
            "t.interaction_id = s.interaction_id and t.event_date = s.event_date" + partitions)
        .whenMatched()
        .updateAll()
        .whenNotMatched()
        .insertAll()
        .execute();
  }

  private void withHorizon(long horizon, Runnable write) {
    spark.conf().set("spark.databricks.delta.write.txnAppId", HORIZON);
    spark.conf().set("spark.databricks.delta.write.txnVersion", String.valueOf(horizon));
    try {
      write.run();
    } finally {
      spark.conf().unset("spark.databricks.delta.write.txnAppId");
      spark.conf().unset("spark.databricks.delta.write.txnVersion");
    }
  }

  private void insertNew(LakeTable table, Dataset<Row> rows, List<String> key) {
    lake.ensure(table);
    String sameKey =
        key.stream().map(name -> "t." + name + " = s." + name).collect(Collectors.joining(" and "));
    DeltaTable target = lake.delta(table);
    DeltaMergeBuilder merge = target.as("t").merge(rows.as("s"), sameKey);
    merge.whenNotMatched().insertAll().execute();
  }

  private Map<String, String> lastCommitMetrics() {
    return lake.delta(BronzeInteractions.TABLE)
        .history(1)
        .select("operationMetrics")
        .first()
        .getJavaMap(0);
  }
}

package ai.kalimtak.etl.pull;

import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.Quarantine;
import ai.kalimtak.etl.subjects.SubjectKeys;
import io.delta.tables.DeltaTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes the tables that a pull fills before {@code bronze/interactions}. Both writes add only rows
 * that are missing, so repeating them after a crash is harmless.
 */
final class CompanionTables {
  private final Lake lake;
  private final long runId;

  CompanionTables(Lake lake, long runId) {
    this.lake = lake;
    this.runId = runId;
  }

  /** Creates an empty quarantine if there is none, so that queries find the table. */
  void ensureQuarantine() {
    lake.ensure(Quarantine.TABLE);
  }

  /** Adds the row states that are not quarantined yet; returns how many. */
  long quarantine(Dataset<Row> rejected) {
    return insertNew(
        Quarantine.TABLE,
        rejected,
        List.of(Quarantine.INTERACTION_ID, Quarantine.CHANGE_XID, Quarantine.REASON));
  }

  /** Adds the subjects that are not known yet. The job's lock keeps other runs from adding any. */
  void addIdentities(Dataset<Row> users, SubjectKeys keys) {
    lake.ensure(Identities.TABLE, Map.of(SubjectKeys.MADE_WITH, keys.fingerprint()));
    Dataset<Row> identities = SubjectKeys.identities(users, keys, runId);
    Dataset<Row> known = lake.read(Identities.TABLE).select(Identities.SUBJECT_KEY);
    identities
        .join(known, new String[] {Identities.SUBJECT_KEY}, "left_anti")
        .write()
        .format("delta")
        .mode("append")
        .option("userMetadata", BronzeChange.mark(runId))
        .save(lake.path(Identities.TABLE));
  }

  private long insertNew(LakeTable table, Dataset<Row> rows, List<String> key) {
    lake.ensure(table);
    String sameKey =
        key.stream()
            .map(name -> "t." + name + " <=> s." + name)
            .collect(Collectors.joining(" and "));
    DeltaTable target = lake.delta(table);
    target.as("t").merge(rows.as("s"), sameKey).whenNotMatched().insertAll().execute();
    Row latest = target.history(1).select("operationMetrics").first();
    return Long.parseLong(
        latest
            .<String, String>getJavaMap(latest.fieldIndex("operationMetrics"))
            .getOrDefault("numTargetRowsInserted", "0"));
  }
}

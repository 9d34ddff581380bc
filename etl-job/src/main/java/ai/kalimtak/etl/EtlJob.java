package ai.kalimtak.etl;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.job.JobException;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.settings.SettingsReader;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Pulls what changed in Supabase since the last run into {@code bronze/interactions}. */
public final class EtlJob implements Job<EtlSettings, EtlReport> {
  public static void main(String[] args) {
    System.exit(JobCommand.run(new EtlJob(), args));
  }

  @Override
  public String name() {
    return "etl";
  }

  @Override
  public EtlSettings bind(SettingsReader reader) {
    return EtlSettings.from(reader);
  }

  @Override
  public EtlReport run(EtlSettings settings, JobContext context) {
    SubjectKeys keys =
        new SubjectKeys(
            SubjectSecret.load(context.supabase().isEmbedded(), context.core().stateDirectory()));
    InteractionSource source = new InteractionSource(context.supabase(), settings);
    long lastHorizon =
        context.lake().transaction(BronzeInteractions.TABLE, LakeCommit.HORIZON).orElse(0);
    EtlPlan plan =
        context.phase(
            "planning the window from transaction " + lastHorizon,
            () -> source.plan(lastHorizon, context.spark().sparkContext().defaultParallelism()));
    if (plan.isEmpty()) {
      return EtlReport.nothingNew(plan, bronzeVersion(context));
    }
    Instant now = Instant.now();
    // Kept, because it is counted, divided and written; a second read would see other states.
    Dataset<Row> checked =
        Contract.check(source.read(context.spark(), plan).transform(keys::add), settings, now)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Map<String, Long> byReason =
          context.phase("reading " + plan.rows() + " changed rows", () -> countViolations(checked));
      return write(context, plan, checked, byReason, now);
    } finally {
      checked.unpersist();
    }
  }

  private static EtlReport write(
      JobContext context,
      EtlPlan plan,
      Dataset<Row> checked,
      Map<String, Long> byReason,
      Instant now) {
    LakeCommit lake = new LakeCommit(context.spark(), context.lake());
    long accepted = byReason.getOrDefault("", 0L);
    long quarantined = byReason.values().stream().mapToLong(Long::longValue).sum() - accepted;
    Map<String, Long> reasons = new TreeMap<>(byReason);
    reasons.remove("");
    if (quarantined > 0) {
      context.phase(
          "setting " + quarantined + " rows aside in bronze/quarantine",
          () -> lake.quarantine(Contract.rejected(checked, context.runId(), now)));
    }
    Dataset<Row> rows = checked.transform(Contract::accepted);
    context.phase(
        "adding new subjects to restricted/identities",
        () -> lake.identities(SubjectKeys.identities(rows, context.runId())));
    LakeCommit.Written written =
        context.phase(
            "writing " + accepted + " rows to bronze/interactions",
            () -> lake.interactions(rows, plan, context.runId()));
    long rowsWritten = written.inserted() + written.updated();
    if (rowsWritten != accepted) {
      throw JobException.failed(
          "rows read and rows written differ: "
              + (accepted + quarantined)
              + " read, "
              + rowsWritten
              + " written, "
              + quarantined
              + " quarantined",
          "Do not trust bronze/interactions before this is understood; restore its version "
              + (bronzeVersion(context) - 1));
    }
    return new EtlReport(
        plan.isFull() ? "full" : "incremental",
        plan.fromXid(),
        plan.toXid(),
        accepted + quarantined,
        rowsWritten,
        written.inserted(),
        written.updated(),
        quarantined,
        reasons,
        bronzeVersion(context));
  }

  /** Rows by violation; an empty text for those without. A handful of groups. */
  private static Map<String, Long> countViolations(Dataset<Row> checked) {
    Map<String, Long> rows = new TreeMap<>();
    checked
        .groupBy(org.apache.spark.sql.functions.coalesce(col(Contract.VIOLATION), lit("")))
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> rows.put(row.getString(0), row.getLong(1)));
    return rows;
  }

  private static long bronzeVersion(JobContext context) {
    return context.lake().version(BronzeInteractions.TABLE).map(TableVersion::version).orElse(-1L);
  }
}

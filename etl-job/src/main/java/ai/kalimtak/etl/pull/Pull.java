package ai.kalimtak.etl.pull;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.etl.EtlReport;
import ai.kalimtak.etl.EtlSettings;
import ai.kalimtak.etl.redaction.Redaction;
import ai.kalimtak.etl.source.Division;
import ai.kalimtak.etl.source.SourceColumns;
import ai.kalimtak.etl.source.SourceSnapshot;
import ai.kalimtak.etl.subjects.SubjectKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** One planned pull, with all that it works on. */
public record Pull(
    JobContext context,
    EtlSettings settings,
    SourceSnapshot source,
    SourceColumns columns,
    Contract contract,
    EtlPlan plan,
    SubjectKeys keys,
    Instant now) {

  public EtlReport describe() {
    return report(
        true, plan.counts().rows(), 0, new LakeCommit.Written(-1, 0, 0, 0), bronzeVersion());
  }

  public EtlReport write() {
    boolean isNew = !context.lake().exists(BronzeInteractions.TABLE);
    if (plan.isEmpty() || (isNew && plan.counts().rows() == 0)) {
      return report(false, 0, 0, new LakeCommit.Written(-1, 0, 0, 0), bronzeVersion());
    }
    LakeCommit lake = new LakeCommit(context.spark(), context.lake(), context.runId());
    if (plan.isFull()) {
      lake.ensureQuarantine();
    } else {
      lake.addColumns(columns.added());
    }
    long violating = plan.counts().violating();
    long newlyQuarantined =
        violating == 0
            ? 0
            : context.phase(
                "setting " + violating + " rows aside in bronze/quarantine",
                () -> lake.quarantine(violations()));
    context.phase(
        "adding new subjects to restricted/identities", () -> lake.identities(identities()));
    Dataset<Row> accepted = accepted();
    long known = 0;
    if (plan.mode() == EtlPlan.Mode.OVERLAP) {
      Dataset<Row> unknown = notYetKnown(accepted);
      known = plan.accepted() - context.phase("looking for what is new", () -> unknown.count());
      if (known == plan.accepted() && newlyQuarantined == 0) {
        return report(false, known, known, new LakeCommit.Written(-1, 0, 0, 0), bronzeVersion());
      }
      accepted = unknown;
    }
    return commit(lake, accepted, known);
  }

  private EtlReport commit(LakeCommit lake, Dataset<Row> accepted, long known) {
    // A crash of Postgres takes back transaction ids that nothing durable followed, and would give
    // them again: below the horizon that the lake is about to hold, no pull would read them.
    context.jobRuns().touch(context.runId());
    LakeCommit.Written written =
        context.phase(
            "writing " + (plan.accepted() - known) + " rows to bronze/interactions",
            () ->
                plan.isFull()
                    ? lake.replace(accepted, columns.added(), plan.next())
                    : lake.merge(accepted, gone(), plan.dates(), plan.next()));
    long rows = written.inserted() + written.updated();
    if (written.version() < 0 && !plan.isFull() && plan.accepted() == known) {
      // Rows were set aside alone, and the lake never held them.
      return report(false, plan.counts().rows(), known, written, bronzeVersion());
    }
    if (written.version() < 0) {
      throw JobException.failed(
          "another run has pulled the same rows meanwhile", "Nothing is lost; run etl again");
    }
    if (rows != plan.accepted() - known) {
      throw JobException.failed(
          "rows read and rows written differ: "
              + plan.counts().rows()
              + " read, "
              + rows
              + " written, "
              + known
              + " known, "
              + plan.counts().violating()
              + " quarantined",
          "Do not trust version "
              + written.version()
              + " of bronze/interactions; run etl --full, and keep the log");
    }
    return report(false, plan.counts().rows(), known, written, written.version());
  }

  /** Rows that keep the contract, keyed and redacted. */
  private Dataset<Row> accepted() {
    boolean allKeepIt = plan.counts().violating() == 0;
    String keepsIt = allKeepIt ? "" : " and " + contract.violationSql() + " is null";
    String from = "from " + source.table() + " where " + plan.where() + keepsIt;
    return read(columns.schema(), columns.selection(), from, plan.accepted())
        .transform(keys::add)
        .drop(SourceColumns.USER_ID)
        .transform(redaction()::redactTexts);
  }

  private Dataset<Row> violations() {
    String violation = contract.violationSql();
    String from =
        "from " + source.table() + " where " + plan.where() + " and " + violation + " is not null";
    Dataset<Row> rows =
        read(
            columns.schema().add(Contract.VIOLATION, DataTypes.StringType),
            columns.selection() + ", " + violation + " as " + Contract.VIOLATION,
            from,
            plan.counts().violating());
    return Contract.quarantined(
        rows.transform(keys::add).transform(redaction()::redactTexts),
        settings.rawTextCharacters(),
        context.runId(),
        now);
  }

  private Redaction redaction() {
    return new Redaction(settings.redact(), columns.addedTexts());
  }

  private Dataset<Row> identities() {
    String subjects =
        "(select user_id::text as user_id, min(created_at) as first_seen_at from "
            + source.table()
            + " where "
            + plan.where()
            + " and user_id is not null and isfinite(created_at) group by user_id) subjects";
    StructType schema =
        new StructType()
            .add(SourceColumns.USER_ID, DataTypes.StringType)
            .add(Identities.FIRST_SEEN_AT, DataTypes.TimestampType);
    return SubjectKeys.identities(whole(schema, subjects), keys, context.runId());
  }

  private Optional<Dataset<Row>> gone() {
    StructType schema =
        new StructType()
            .add(BronzeInteractions.INTERACTION_ID, DataTypes.StringType)
            .add(BronzeInteractions.EVENT_DATE, DataTypes.DateType);
    return plan.gone().map(sql -> whole(schema, "(" + sql + ") gone"));
  }

  /** A subquery, read by one task. */
  private Dataset<Row> whole(StructType schema, String subquery) {
    return source.read(
        context.spark(),
        schema,
        String.join(", ", schema.fieldNames()),
        "from " + subquery + " where true",
        Division.NONE);
  }

  private Dataset<Row> read(StructType schema, String selection, String from, long rows) {
    int parallel =
        settings.parallelReads() == 0
            ? 2 * context.spark().sparkContext().defaultParallelism()
            : settings.parallelReads();
    int reads = EtlPlan.reads(rows, parallel, settings.minRowsPerRead());
    Division division = source.divide(plan.where(), reads, plan.isFull());
    return source.read(context.spark(), schema, selection, from, division);
  }

  /** Rows that the lake does not hold in this state. */
  private Dataset<Row> notYetKnown(Dataset<Row> accepted) {
    Dataset<Row> lake =
        context
            .lake()
            .read(BronzeInteractions.TABLE)
            .where(
                plan.dates()
                    .map(days -> col(BronzeInteractions.EVENT_DATE).isin(days.toArray()))
                    .orElse(lit(true)));
    return accepted.join(
        lake.select(BronzeInteractions.INTERACTION_ID, BronzeInteractions.UPDATED_AT),
        new String[] {BronzeInteractions.INTERACTION_ID, BronzeInteractions.UPDATED_AT},
        "left_anti");
  }

  private EtlReport report(
      boolean dryRun, long rowsRead, long known, LakeCommit.Written written, long version) {
    Map<String, Long> reasons =
        plan.counts().violating() == 0
            ? Map.of()
            : source.countByReason(plan.where(), contract.violationSql());
    return new EtlReport(
        plan.mode().label(),
        plan.why(),
        dryRun,
        plan.from(),
        plan.next().position(),
        rowsRead,
        written.inserted() + written.updated(),
        known,
        written.inserted(),
        written.updated(),
        written.deleted(),
        plan.counts().violating(),
        reasons,
        List.copyOf(columns.added().keySet()),
        plan.heldBack(),
        plan.warnings(),
        version,
        Optional.empty());
  }

  private long bronzeVersion() {
    return context.lake().version(BronzeInteractions.TABLE).map(TableVersion::version).orElse(-1L);
  }
}

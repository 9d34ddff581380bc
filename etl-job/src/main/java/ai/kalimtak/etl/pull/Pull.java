package ai.kalimtak.etl.pull;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.etl.redaction.Redaction;
import ai.kalimtak.etl.source.SourceColumns;
import ai.kalimtak.etl.subjects.SubjectKeys;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes one planned window to the lake, with subject keys for user ids and texts redacted. */
public final class Pull {
  private final JobContext context;
  private final WindowReader window;
  private final PullPlan plan;
  private final SubjectKeys keys;
  private final Redaction redaction;
  private final PullSettings settings;
  private final Instant now;

  /**
   * @param now the time at which rows are quarantined
   */
  public Pull(
      JobContext context,
      WindowReader window,
      SubjectKeys keys,
      Redaction redaction,
      PullSettings settings,
      Instant now) {
    this.context = context;
    this.window = window;
    this.plan = window.plan();
    this.keys = keys;
    this.redaction = redaction;
    this.settings = settings;
    this.now = now;
  }

  /** Returns the counts of the plan; writes nothing. */
  public Pulled preview() {
    return pulled(plan.counts().rows(), 0, BronzeChange.NONE);
  }

  /**
   * Writes the window's rows to the lake.
   *
   * @throws JobException when the numbers of rows read and written differ
   */
  public Pulled write() {
    boolean isNew = !context.lake().exists(BronzeInteractions.TABLE);
    if (plan.isEmpty() || (isNew && plan.counts().rows() == 0)) {
      return pulled(0, 0, BronzeChange.NONE);
    }
    BronzeCommit bronze = new BronzeCommit(context.spark(), context.lake(), context.runId());
    CompanionTables companions = new CompanionTables(context.lake(), context.runId());
    if (plan.isFull()) {
      companions.ensureQuarantine();
    } else {
      bronze.addColumns(window.addedColumns());
    }
    long violating = plan.counts().violating();
    long newlyQuarantined =
        violating == 0
            ? 0
            : context.phase(
                "writing " + violating + " rows to bronze/quarantine",
                () -> companions.quarantine(violations()));
    context.phase(
        "adding new subjects to restricted/identities",
        () -> companions.addIdentities(window.users(), keys));
    Dataset<Row> accepted = accepted();
    long known = 0;
    if (plan.window().mode() == PullPlan.Mode.OVERLAP) {
      Dataset<Row> unknown = notYetKnown(accepted);
      known = plan.accepted() - context.phase("looking for new rows", () -> unknown.count());
      if (known == plan.accepted() && newlyQuarantined == 0) {
        return pulled(known, known, BronzeChange.NONE);
      }
      accepted = unknown;
    }
    return commit(bronze, accepted, known);
  }

  private Pulled commit(BronzeCommit bronze, Dataset<Row> accepted, long known) {
    // After a crash, Postgres assigns transaction ids again that no durable write followed. Rows
    // with such an id below the new horizon would never be pulled, so write something durable
    // first.
    context.jobRuns().touch(context.runId());
    long expected = plan.accepted() - known;
    BronzeChange change =
        context.phase(
            "writing " + expected + " rows to bronze/interactions",
            () ->
                plan.isFull()
                    ? bronze.replace(accepted, window.addedColumns(), plan.window().next())
                    : bronze.merge(
                        accepted, window.departures(), plan.dates(), plan.window().next()));
    if (!change.isCommitted() && !plan.isFull() && expected == 0) {
      // Rows were quarantined only, and the lake never held them.
      return pulled(plan.counts().rows(), known, change);
    }
    if (!change.isCommitted()) {
      throw JobException.failed(
          "another run has pulled the same rows in the meantime", "Nothing is lost; run etl again");
    }
    long written = change.inserted() + change.updated();
    if (written != expected) {
      throw JobException.failed(
          "rows read and rows written differ: "
              + plan.counts().rows()
              + " read, "
              + written
              + " written, "
              + known
              + " already known, "
              + plan.counts().violating()
              + " quarantined",
          "Do not rely on version "
              + change.version()
              + " of bronze/interactions; run etl --full, and keep the log");
    }
    return pulled(plan.counts().rows(), known, change);
  }

  private Dataset<Row> accepted() {
    return window
        .accepted()
        .transform(keys::add)
        .drop(SourceColumns.USER_ID)
        .transform(redaction::redactTexts);
  }

  private Dataset<Row> violations() {
    return Contract.quarantined(
        window.violations().transform(keys::add).transform(redaction::redactTexts),
        settings.quarantineTextCharacters(),
        context.runId(),
        now);
  }

  /** Keeps the rows that the lake does not hold in this state. */
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

  private Pulled pulled(long read, long known, BronzeChange change) {
    return new Pulled(
        read,
        known,
        change.inserted(),
        change.updated(),
        change.deleted(),
        window.violationsByReason(),
        change.isCommitted() ? change.version() : bronzeVersion());
  }

  private long bronzeVersion() {
    return context.lake().version(BronzeInteractions.TABLE).map(TableVersion::version).orElse(-1L);
  }
}

package ai.kalimtak.etl;

import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.etl.pull.PullPlan;
import ai.kalimtak.etl.pull.Pulled;
import ai.kalimtak.etl.retention.PastRetention;
import ai.kalimtak.etl.source.HeldBack;
import ai.kalimtak.etl.source.SourceColumns;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of a pull, or of its preview. Its JSON is flat: scripts and metrics read {@code
 * rows_read} and the like at the top level.
 *
 * @param dryRun true for a preview, which writes nothing
 * @param newColumns source columns that the contract does not name; they are pulled too
 * @param pastRetention rows that were removed because of their age; empty without an age limit
 */
public record EtlReport(
    @JsonUnwrapped Window window,
    boolean dryRun,
    @JsonUnwrapped Pulled pulled,
    List<String> newColumns,
    Optional<HeldBack> heldBack,
    List<String> warnings,
    Optional<PastRetention> pastRetention)
    implements JobReport {

  /**
   * The window that was read.
   *
   * @param mode full, incremental, or overlap
   * @param why the reason for the mode, in words
   * @param fromXid the lake's position before the pull; microseconds since 1970 in overlap mode
   * @param toXid the lake's position after the pull
   */
  public record Window(String mode, String why, long fromXid, long toXid) {
    private static Window of(PullPlan.Window planned) {
      return new Window(
          planned.mode().label(), planned.why(), planned.from(), planned.next().position());
    }
  }

  static EtlReport preview(PullPlan plan, SourceColumns columns, Pulled expected) {
    return of(plan, true, columns, expected, Optional.empty());
  }

  static EtlReport of(
      PullPlan plan, SourceColumns columns, Pulled pulled, Optional<PastRetention> pastRetention) {
    return of(plan, false, columns, pulled, pastRetention);
  }

  private static EtlReport of(
      PullPlan plan,
      boolean dryRun,
      SourceColumns columns,
      Pulled pulled,
      Optional<PastRetention> pastRetention) {
    return new EtlReport(
        Window.of(plan.window()),
        dryRun,
        pulled,
        List.copyOf(columns.added().keySet()),
        plan.heldBack(),
        plan.warnings(),
        pastRetention);
  }

  @Override
  public boolean nothingNew() {
    return dryRun || pulled.nothingNew();
  }

  @Override
  public String headline() {
    if (dryRun) {
      return format(
          "preview of a pull (%s): would read %,d rows (%s) and quarantine %,d",
          window.mode(), pulled.read(), window.why(), pulled.quarantined());
    }
    if (nothingNew()) {
      return "nothing new in Supabase";
    }
    return format(
            "%,d rows read: %,d inserted, %,d updated",
            pulled.read(), pulled.inserted(), pulled.updated())
        + (pulled.deleted() > 0 ? format(", %,d deleted", pulled.deleted()) : "")
        + format(", %,d quarantined", pulled.quarantined());
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(Line.count("rows read", pulled.read()));
    if (!nothingNew()) {
      lines.add(Line.count("inserted", pulled.inserted()));
      lines.add(Line.count("updated", pulled.updated()));
      lines.add(Line.count("deleted", pulled.deleted()));
      if (pulled.known() > 0) {
        lines.add(Line.count("already known", pulled.known()));
      }
    }
    if (!nothingNew() || pulled.quarantined() > 0) {
      lines.add(Line.count("quarantined", pulled.quarantined()));
      pulled
          .quarantinedByReason()
          .forEach((reason, rows) -> lines.add(Line.count("  " + reason, rows)));
    }
    if (dryRun || (window.mode().equals("full") && !nothingNew())) {
      lines.add(new Line("mode", window.mode() + ": " + window.why()));
    }
    if (!newColumns.isEmpty()) {
      lines.add(new Line("additional columns", String.join(", ", newColumns)));
    }
    pastRetention.ifPresent(past -> lines.addAll(past.lines()));
    heldBack.ifPresent(held -> lines.add(new Line("held back", held.describe())));
    warnings.forEach(warning -> lines.add(new Line("warning", warning)));
    return lines;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

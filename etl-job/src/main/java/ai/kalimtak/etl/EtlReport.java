package ai.kalimtak.etl;

import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.etl.retention.PastRetention;
import ai.kalimtak.etl.source.HeldBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a pull did, or what it would read.
 *
 * @param mode full, incremental or overlap
 * @param why how the window was chosen, in words
 * @param dryRun nothing was written: {@code rowsWritten} to {@code deleted} are 0
 * @param fromXid where the lake stood; a time in microseconds in overlap mode
 * @param toXid where it stands now
 * @param rowsRead rows of the window; always {@code rowsWritten + rowsKnown + rowsQuarantined}
 * @param rowsWritten {@code inserted + updated}
 * @param rowsKnown rows of the overlap that the lake had already
 * @param deleted rows that left the lake: deleted in the source, or no longer by the contract
 * @param newColumns columns of the source that the contract does not name, pulled with the others
 * @param bronzeVersion Delta version of {@code bronze/interactions} after the pull
 * @param pastRetention what left the lake because of its age; empty without a limit
 */
public record EtlReport(
    String mode,
    String why,
    boolean dryRun,
    long fromXid,
    long toXid,
    long rowsRead,
    long rowsWritten,
    long rowsKnown,
    long inserted,
    long updated,
    long deleted,
    long rowsQuarantined,
    Map<String, Long> quarantinedByReason,
    List<String> newColumns,
    Optional<HeldBack> heldBack,
    List<String> warnings,
    long bronzeVersion,
    Optional<PastRetention> pastRetention)
    implements JobReport {

  public EtlReport with(PastRetention past) {
    return new EtlReport(
        mode,
        why,
        dryRun,
        fromXid,
        toXid,
        rowsRead,
        rowsWritten,
        rowsKnown,
        inserted,
        updated,
        deleted,
        rowsQuarantined,
        quarantinedByReason,
        newColumns,
        heldBack,
        warnings,
        bronzeVersion,
        Optional.of(past));
  }

  @Override
  public boolean nothingNew() {
    return dryRun || (rowsRead == rowsKnown && deleted == 0);
  }

  @Override
  public String headline() {
    if (dryRun) {
      return count(
          "a dry run, %s: would read %,d rows (%s) and set %,d aside",
          mode, rowsRead, why, rowsQuarantined);
    }
    if (nothingNew()) {
      return "nothing new in Supabase";
    }
    return count("%,d rows read: %,d inserted, %,d updated", rowsRead, inserted, updated)
        + (deleted > 0 ? count(", %,d deleted", deleted) : "")
        + count(", %,d quarantined", rowsQuarantined);
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(Line.count("rows read", rowsRead));
    if (!nothingNew()) {
      lines.add(Line.count("inserted", inserted));
      lines.add(Line.count("updated", updated));
      lines.add(Line.count("deleted", deleted));
      if (rowsKnown > 0) {
        lines.add(Line.count("known already", rowsKnown));
      }
    }
    if (!nothingNew() || rowsQuarantined > 0) {
      lines.add(Line.count("quarantined", rowsQuarantined));
      quarantinedByReason.forEach((reason, rows) -> lines.add(Line.count("  " + reason, rows)));
    }
    if (dryRun || (mode.equals("full") && !nothingNew())) {
      lines.add(new Line("mode", mode + ": " + why));
    }
    if (!newColumns.isEmpty()) {
      lines.add(new Line("further columns", String.join(", ", newColumns)));
    }
    pastRetention.ifPresent(past -> lines.addAll(past.lines()));
    heldBack.ifPresent(held -> lines.add(new Line("held back", held.describe())));
    warnings.forEach(warning -> lines.add(new Line("warning", warning)));
    return lines;
  }

  private static String count(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

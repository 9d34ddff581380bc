package ai.kalimtak.etl;

import ai.kalimtak.common.job.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a pull did.
 *
 * @param mode full, incremental or unchanged
 * @param rowsRead rows of the window; always {@code rowsWritten + rowsQuarantined}
 * @param rowsWritten {@code inserted + updated}
 * @param bronzeVersion Delta version of {@code bronze/interactions} after the run
 */
public record EtlReport(
    String mode,
    long fromXid,
    long toXid,
    long rowsRead,
    long rowsWritten,
    long inserted,
    long updated,
    long rowsQuarantined,
    Map<String, Long> quarantinedByReason,
    long bronzeVersion)
    implements JobReport {

  static EtlReport nothingNew(EtlPlan plan, long bronzeVersion) {
    return new EtlReport(
        "unchanged", plan.fromXid(), plan.toXid(), 0, 0, 0, 0, 0, Map.of(), bronzeVersion);
  }

  @Override
  public boolean nothingNew() {
    return rowsRead == 0;
  }

  @Override
  public String headline() {
    if (nothingNew()) {
      return "nothing new in Supabase";
    }
    return String.format(
        java.util.Locale.ROOT,
        "%,d rows read: %,d inserted, %,d updated, %,d quarantined",
        rowsRead,
        inserted,
        updated,
        rowsQuarantined);
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(Line.count("rows read", rowsRead));
    if (!nothingNew()) {
      lines.add(Line.count("inserted", inserted));
      lines.add(Line.count("updated", updated));
      lines.add(Line.count("quarantined", rowsQuarantined));
      quarantinedByReason.forEach((reason, rows) -> lines.add(Line.count("  " + reason, rows)));
    }
    return lines;
  }
}

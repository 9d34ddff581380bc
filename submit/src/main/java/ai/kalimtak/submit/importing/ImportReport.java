package ai.kalimtak.submit.importing;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The result of an import: {@code linesRead = inserted + updated + unchanged + rejected}; blank
 * lines are not counted.
 *
 * @param unchanged lines that equal their row, or whose id occurs again later in the file
 * @param rejectedLines the first rejected lines, with their reasons
 */
public record ImportReport(
    String file,
    long linesRead,
    long inserted,
    long updated,
    long unchanged,
    long rejected,
    List<Rejection> rejectedLines)
    implements JobReport {

  /** A rejected line, counted from 1, and the reason. */
  public record Rejection(long line, String reason) {}

  @Override
  public String headline() {
    return String.format(
        Locale.ROOT,
        "%,d lines: %,d inserted, %,d updated, %,d unchanged, %,d rejected",
        linesRead,
        inserted,
        updated,
        unchanged,
        rejected);
  }

  @Override
  public List<Line> lines() {
    List<Line> facts = new ArrayList<>();
    facts.add(Line.count("lines", linesRead));
    facts.add(Line.count("inserted", inserted));
    facts.add(Line.count("updated", updated));
    facts.add(Line.count("unchanged", unchanged));
    facts.add(Line.count("rejected", rejected));
    for (Rejection rejection : rejectedLines) {
      facts.add(new Line("  line " + rejection.line(), rejection.reason()));
    }
    if (rejected > rejectedLines.size()) {
      facts.add(Line.count("  and other lines", rejected - rejectedLines.size()));
    }
    return facts;
  }

  @Override
  public boolean nothingNew() {
    return inserted + updated + rejected == 0;
  }

  @Override
  public ExitCode exitCode() {
    return rejected > 0 ? ExitCode.FAILED : ExitCode.DONE;
  }
}

package ai.kalimtak.submit.demo;

import ai.kalimtak.common.job.JobReport;
import java.util.List;
import java.util.Locale;

/**
 * One week of demo traffic in the database.
 *
 * @param weeks number of weeks in the demo
 * @param added interactions that did not exist before
 */
public record DemoReport(int week, int weeks, long added, DemoWritten written)
    implements JobReport {
  @Override
  public boolean nothingNew() {
    return added == 0;
  }

  @Override
  public String headline() {
    return String.format(
        Locale.ROOT,
        "week %d of %d: %,d interactions%s, %,d ratings",
        week,
        weeks,
        written.interactions(),
        added == 0 ? " (already present)" : "",
        written.feedback());
  }

  @Override
  public List<Line> lines() {
    return List.of(
        Line.count("without a user", written.anonymous()),
        Line.count("with personal data", written.personalData()),
        Line.count("exact duplicates", written.exactDuplicates()),
        Line.count("near-duplicates", written.nearDuplicates()),
        Line.count("rude inputs", written.inappropriate()),
        Line.count("labeled by a moderator", written.moderated()));
  }
}

package ai.kalimtak.submit.demo;

import ai.kalimtak.common.job.JobReport;
import java.util.List;
import java.util.Locale;

/**
 * A week of the demo's traffic, as it stands in the database.
 *
 * @param weeks how many pass
 * @param added interactions that were not there before
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
        added == 0 ? " (all there before)" : "",
        written.feedback());
  }

  @Override
  public List<Line> lines() {
    return List.of(
        Line.count("without a user", written.anonymous()),
        Line.count("with personal data", written.personalData()),
        Line.count("repeated exactly", written.exactDuplicates()),
        Line.count("repeated nearly", written.nearDuplicates()),
        Line.count("rude inputs", written.inappropriate()),
        Line.count("judged by a moderator", written.moderated()));
  }
}

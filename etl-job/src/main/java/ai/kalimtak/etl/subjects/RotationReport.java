package ai.kalimtak.etl.subjects;

import ai.kalimtak.common.job.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of a rotation of the subject keys.
 *
 * @param subjects number of users with a new key
 * @param rowsRekeyed number of rows with a new key, by table
 * @param rowsOfNobody number of rows that keep their key because no user is known to have it
 * @param filesRemoved number of removed files, which had old keys
 */
public record RotationReport(
    long subjects, Map<String, Long> rowsRekeyed, long rowsOfNobody, long filesRemoved)
    implements JobReport {

  public static RotationReport nothingToDo() {
    return new RotationReport(0, Map.of(), 0, 0);
  }

  @Override
  public boolean nothingNew() {
    return rowsRekeyed.isEmpty();
  }

  @Override
  public String headline() {
    return nothingNew()
        ? "nothing to rotate: the lake's subject keys are those of the current secret"
        : String.format(Locale.ROOT, "%,d subjects have new keys", subjects);
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    if (!nothingNew()) {
      rowsRekeyed.forEach((table, rows) -> lines.add(Line.count("rows of " + table, rows)));
      lines.add(Line.count("old files removed", filesRemoved));
      if (rowsOfNobody > 0) {
        lines.add(
            new Line(
                "warning",
                String.format(
                    Locale.ROOT,
                    "%,d rows keep their key because restricted/identities has no user for it",
                    rowsOfNobody)));
      }
    }
    return lines;
  }
}

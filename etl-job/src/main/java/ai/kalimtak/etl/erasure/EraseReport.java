package ai.kalimtak.etl.erasure;

import ai.kalimtak.common.job.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of an erasure.
 *
 * @param filed requests that this run filed
 * @param requests requests that this run completed
 * @param rowsRemoved removed rows by table, of Supabase and of the lake; without those that an
 *     interrupted run had already removed, which only the evidence counts
 * @param references rows of others that referred to interactions of these users
 * @param filesRemoved old files of the lake that were removed
 * @param models model versions to retrain
 */
public record EraseReport(
    int filed,
    int requests,
    Map<String, Long> rowsRemoved,
    long references,
    long filesRemoved,
    List<SeenByModel> models,
    List<String> warnings)
    implements JobReport {

  public static EraseReport nothingToErase() {
    return new EraseReport(0, 0, Map.of(), 0, 0, List.of(), List.of());
  }

  @Override
  public boolean nothingNew() {
    return requests == 0;
  }

  @Override
  public String headline() {
    if (nothingNew()) {
      return "nothing to erase: no request is open";
    }
    return String.format(
        Locale.ROOT,
        "%,d %s erased: %,d rows removed from %d tables, %,d old files removed, %d model versions to retrain",
        requests,
        requests == 1 ? "user" : "users",
        rowsRemoved.values().stream().mapToLong(Long::longValue).sum(),
        rowsRemoved.size(),
        filesRemoved,
        models.size());
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    if (!nothingNew()) {
      lines.add(Line.count("requests filed", filed));
      lines.add(Line.count("requests completed", requests));
      rowsRemoved.forEach((table, rows) -> lines.add(Line.count("rows of " + table, rows)));
      lines.add(Line.count("references removed", references));
      lines.add(Line.count("old files removed", filesRemoved));
      models.forEach(
          model ->
              lines.add(
                  new Line(
                      model.certain() ? "trained on their rows" : "may be trained on their rows",
                      model.label() + ", in production: " + model.deployment())));
      warnings.forEach(warning -> lines.add(new Line("warning", warning)));
    }
    return lines;
  }
}

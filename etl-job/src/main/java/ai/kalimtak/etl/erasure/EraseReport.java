package ai.kalimtak.etl.erasure;

import ai.kalimtak.common.job.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an erasure did.
 *
 * @param filed requests that came with this run
 * @param requests requests that it completed
 * @param rowsRemoved rows by table, of Supabase and of the lake; rows of a run that broke off are
 *     counted by that one, and by the evidence
 * @param references rows of others that named interactions of these persons
 * @param filesRemoved files of the lake with old versions of rows
 * @param models versions to be trained anew
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
        "%,d %s forgotten: %,d rows removed from %d tables, %,d old files removed, %d model versions to train anew",
        requests,
        requests == 1 ? "person" : "persons",
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
                      model.certain() ? "learnt from them" : "may have learnt from them",
                      model.label() + ", in production: " + model.deployment())));
      warnings.forEach(warning -> lines.add(new Line("warning", warning)));
    }
    return lines;
  }
}

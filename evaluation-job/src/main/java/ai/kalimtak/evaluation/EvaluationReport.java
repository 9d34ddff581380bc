package ai.kalimtak.evaluation;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The verdicts of a run.
 *
 * @param versions those that awaited a verdict
 * @param reviewed those that have one, measured anew on today's test rows; what is found of them
 *     decides nothing
 */
public record EvaluationReport(List<Judged> versions, List<Judged> reviewed) implements JobReport {

  /** One version; the metrics are the numbers of the test split. */
  public record Judged(
      String model, int version, boolean approved, String reason, Map<String, Double> metrics) {}

  @Override
  public boolean nothingNew() {
    return versions.isEmpty() && reviewed.isEmpty();
  }

  @Override
  public ExitCode exitCode() {
    return versions.stream().allMatch(Judged::approved) ? ExitCode.DONE : ExitCode.GATE_REFUSED;
  }

  @Override
  public String headline() {
    String measured = reviewed.isEmpty() ? "" : ", " + reviewed.size() + " measured anew";
    return verdicts() + measured;
  }

  private String verdicts() {
    return versions.isEmpty()
        ? "no version awaits a verdict"
        : versions.stream()
            .map(
                version ->
                    version.model()
                        + " v"
                        + version.version()
                        + (version.approved() ? " approved" : " refused"))
            .collect(Collectors.joining(", "));
  }

  @Override
  public List<Line> lines() {
    return Stream.concat(
            versions.stream()
                .map(version -> line(version, version.approved() ? "approved: " : "refused: ")),
            reviewed.stream().map(version -> line(version, "on today's rows: ")))
        .toList();
  }

  private static Line line(Judged version, String verdict) {
    return new Line(
        version.model() + " v" + version.version(),
        verdict + version.reason() + shown(version.metrics()));
  }

  private static String shown(Map<String, Double> metrics) {
    String headline =
        metrics.entrySet().stream()
            .filter(entry -> List.of("accuracy", "macro_f1", "auc", "ece").contains(entry.getKey()))
            .map(
                entry ->
                    String.format(
                        Locale.ROOT, "%s %.3f", entry.getKey().replace('_', ' '), entry.getValue()))
            .collect(Collectors.joining(", "));
    return headline.isEmpty() ? "" : "; " + headline;
  }
}

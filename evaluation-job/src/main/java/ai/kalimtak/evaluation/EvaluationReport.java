package ai.kalimtak.evaluation;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.evaluation.judging.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The verdicts of a run.
 *
 * @param versions the versions that awaited a verdict
 * @param reviewed approved versions, measured again on the current test rows; these results have no
 *     consequence
 */
public record EvaluationReport(List<Judged> versions, List<Judged> reviewed) implements JobReport {
  private static final List<String> HEADLINE_METRICS =
      List.of("accuracy", "macro_f1", "auc", "ece");

  /**
   * One version.
   *
   * @param metrics the numbers of the test split
   */
  public record Judged(
      String model, int version, boolean approved, String reason, Map<String, Double> metrics) {
    private static Judged of(Finding finding) {
      ModelVersion version = finding.trial().version();
      return new Judged(
          version.modelName(),
          version.version(),
          finding.verdict().approved(),
          finding.verdict().reason(),
          finding.metrics().numbers());
    }

    private String label() {
      return model + " v" + version;
    }

    private Line line(String verdict) {
      return new Line(label(), verdict + ": " + reason + headlineMetrics());
    }

    private String headlineMetrics() {
      String shown =
          metrics.entrySet().stream()
              .filter(metric -> HEADLINE_METRICS.contains(metric.getKey()))
              .map(
                  metric ->
                      String.format(
                          Locale.ROOT,
                          "%s %.3f",
                          metric.getKey().replace('_', ' '),
                          metric.getValue()))
              .collect(Collectors.joining(", "));
      return shown.isEmpty() ? "" : "; " + shown;
    }
  }

  static EvaluationReport of(List<Finding> verdicts, List<Finding> measurements) {
    return new EvaluationReport(
        verdicts.stream().map(Judged::of).toList(), measurements.stream().map(Judged::of).toList());
  }

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
    String verdicts =
        versions.isEmpty()
            ? "no version awaits a verdict"
            : versions.stream()
                .map(version -> version.label() + (version.approved() ? " approved" : " refused"))
                .collect(Collectors.joining(", "));
    return verdicts + (reviewed.isEmpty() ? "" : ", " + reviewed.size() + " measured again");
  }

  @Override
  public List<Line> lines() {
    return Stream.concat(
            versions.stream()
                .map(version -> version.line(version.approved() ? "approved" : "refused")),
            reviewed.stream().map(version -> version.line("on the current test rows")))
        .toList();
  }
}

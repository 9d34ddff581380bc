package ai.kalimtak.submit.launch;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.submit.terminal.TextTable;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The outcome of a driver that ran on the cluster, read from {@code job_runs} because the driver's
 * own output stays on the cluster.
 *
 * @param submitEnd how {@code spark-submit} ended
 */
public record ClusterRun(String verb, SubmitLine.End submitEnd, List<Run> runs) {
  private static final int MOST_RUNS = 50;
  private static final Set<String> SUCCESSFUL = Set.of("succeeded", "skipped");

  /** A run of one job; {@code report} is empty if it failed. */
  record Run(String job, long runId, String status, JsonNode report, String error) {
    /** Returns the versions that the gate refused, with the reasons. */
    private Stream<String> refusals() {
      return StreamSupport.stream(report.path("versions").spliterator(), false)
          .filter(version -> version.path("approved").isBoolean())
          .filter(version -> !version.path("approved").asBoolean())
          .map(
              version ->
                  version.path("model").asText()
                      + " v"
                      + version.path("version").asText()
                      + " refused: "
                      + version.path("reason").asText());
    }
  }

  /** Runs the command and reads the runs that were recorded meanwhile. */
  public static ClusterRun of(CoreSettings core, String verb, SubmitLine line) {
    try (JobSession session = JobSession.open(core, verb)) {
      long before =
          session.jobRuns().latest(1).stream().mapToLong(JobRuns.Run::runId).findFirst().orElse(0);
      SubmitLine.End end = line.runOnCluster();
      List<Run> runs =
          session.jobRuns().latest(MOST_RUNS).stream()
              .filter(run -> run.runId() > before)
              .sorted(java.util.Comparator.comparingLong(JobRuns.Run::runId))
              .map(
                  run ->
                      new Run(
                          run.job(),
                          run.runId(),
                          run.status(),
                          run.stats(),
                          run.error().orElse(null)))
              .toList();
      return new ClusterRun(verb, end, runs);
    }
  }

  /** Derives the exit code from the recorded runs; a cluster does not report the driver's own. */
  public ExitCode exitCode() {
    if (submitEnd.wasSuccess()) {
      return ExitCode.DONE;
    }
    boolean allSucceeded =
        !runs.isEmpty() && runs.stream().allMatch(run -> SUCCESSFUL.contains(run.status()));
    if (!allSucceeded || !(submitEnd.isUnknown() || submitEnd.wasFailure())) {
      return ExitCode.FAILED;
    }
    if (runs.stream().flatMap(Run::refusals).findAny().isPresent()) {
      return ExitCode.GATE_REFUSED;
    }
    return submitEnd.isUnknown() ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** Renders the runs as a table. */
  public String table() {
    if (runs.isEmpty()) {
      return "The driver recorded no run. Its log on the cluster says why.";
    }
    TextTable table = new TextTable("step", "run", "status", "error");
    runs.forEach(run -> table.add(run.job(), run.runId(), run.status(), run.error()));
    return Stream.concat(Stream.of(table.render()), runs.stream().flatMap(Run::refusals))
        .collect(Collectors.joining("\n"));
  }
}

package ai.kalimtak.common.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes one file per job for Prometheus's textfile collector, and replaces it atomically when a
 * run ends. The time of the last success is copied from the previous file.
 */
final class MetricsFile implements RunObserver {
  private static final List<String> OUTCOMES = List.of("succeeded", "skipped", "failed");
  private static final String LAST_SUCCESS = "kalimtak_job_last_success_timestamp_seconds";

  private final Path folder;

  MetricsFile(Path folder) {
    this.folder = folder;
  }

  @Override
  public void began(RunFacts run) {
    // The file describes only runs that have ended.
  }

  @Override
  public void ended(RunFacts run) throws IOException {
    Files.createDirectories(folder);
    String name = "kalimtak_" + run.job().replaceAll("[^A-Za-z0-9]", "_");
    Path file = folder.resolve(name + ".prom");
    // The collector reads only *.prom, so never this incomplete file.
    Path fresh = folder.resolve(name + "." + ProcessHandle.current().pid() + ".tmp");
    Files.writeString(fresh, text(run, lastSuccess(run, file)));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public String toString() {
    return "metrics.textfile-directory " + folder;
  }

  static String text(RunFacts run, String lastSuccess) {
    StringBuilder text = new StringBuilder();
    String job = "{job=\"" + run.job() + "\"}";
    gauge(text, "kalimtak_job_last_run_id", "Number of the run in job_runs.");
    text.append("kalimtak_job_last_run_id").append(job).append(' ').append(run.runId());
    text.append('\n');
    gauge(text, "kalimtak_job_last_run_duration_seconds", "Duration of the last run.");
    text.append("kalimtak_job_last_run_duration_seconds").append(job);
    text.append(String.format(Locale.ROOT, " %.3f%n", run.seconds()));
    gauge(text, "kalimtak_job_last_end_timestamp_seconds", "When the last run ended.");
    text.append("kalimtak_job_last_end_timestamp_seconds").append(job).append(' ');
    text.append(run.endedAt().map(Instant::getEpochSecond).orElse(0L)).append('\n');
    if (!lastSuccess.isEmpty()) {
      gauge(text, LAST_SUCCESS, "When the last run that did not fail ended.");
      text.append(LAST_SUCCESS).append(job).append(' ').append(lastSuccess).append('\n');
    }
    gauge(
        text,
        "kalimtak_job_last_run_outcome",
        "1 for the outcome of the last run, 0 for the others.");
    for (String outcome : OUTCOMES) {
      text.append("kalimtak_job_last_run_outcome{job=\"" + run.job() + "\",outcome=\"" + outcome);
      text.append("\"} ").append(outcome.equals(run.outcome()) ? 1 : 0).append('\n');
    }
    appendCounts(text, run);
    return text.toString();
  }

  /** Appends the whole numbers of the report, such as {@code rows_read}; never its texts. */
  private static void appendCounts(StringBuilder text, RunFacts run) {
    StringBuilder counts = new StringBuilder();
    for (Map.Entry<String, JsonNode> fact : run.report().properties()) {
      if (fact.getValue().isIntegralNumber()) {
        counts.append("kalimtak_job_last_run_report{job=\"").append(run.job());
        counts.append("\",name=\"").append(fact.getKey()).append("\"} ");
        counts.append(fact.getValue().asLong()).append('\n');
      }
    }
    if (!counts.isEmpty()) {
      gauge(text, "kalimtak_job_last_run_report", "Counts of the last run's report.");
      text.append(counts);
    }
  }

  private static void gauge(StringBuilder text, String name, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" gauge\n");
  }

  private static String lastSuccess(RunFacts run, Path before) throws IOException {
    if (!run.failed()) {
      return String.valueOf(run.endedAt().map(Instant::getEpochSecond).orElse(0L));
    }
    return Files.exists(before)
        ? Files.readAllLines(before).stream()
            .filter(line -> line.startsWith(LAST_SUCCESS + "{"))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .findFirst()
            .orElse("")
        : "";
  }
}

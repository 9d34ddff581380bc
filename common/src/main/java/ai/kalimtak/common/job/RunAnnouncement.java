package ai.kalimtak.common.job;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.telemetry.RunFacts;
import ai.kalimtak.common.telemetry.TablesUsed;
import ai.kalimtak.common.telemetry.Telemetry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.MDC;

/** Announces the start and end of one run to the log, the metrics and the lineage. */
final class RunAnnouncement {
  private static final String RUN_ID = "run_id";
  private static final String JOB = "job";

  private final Telemetry telemetry;
  private final TablesUsed used;
  private final String job;
  private final long runId;
  private final Instant startedAt = Instant.now();

  private RunAnnouncement(Telemetry telemetry, TablesUsed used, String job, long runId) {
    this.telemetry = telemetry;
    this.used = used;
    this.job = job;
    this.runId = runId;
  }

  /** Announces the start; from now on, every log line names the run. */
  static RunAnnouncement begin(Telemetry telemetry, TablesUsed used, String job, long runId) {
    RunAnnouncement run = new RunAnnouncement(telemetry, used, job, runId);
    MDC.put(RUN_ID, String.valueOf(runId));
    MDC.put(JOB, job);
    telemetry.began(run.facts(Optional.empty(), "running", Map.of(), Optional.empty()));
    return run;
  }

  void succeeded(JobReport report) {
    ended(report.nothingNew() ? "skipped" : "succeeded", report, Optional.empty());
  }

  void failed(JobException failure) {
    ended("failed", Map.of(), Optional.of(failure.getMessage()));
  }

  /** Stops naming the run in the log. */
  static void leaveLog() {
    MDC.remove(RUN_ID);
    MDC.remove(JOB);
  }

  private void ended(String outcome, Object report, Optional<String> error) {
    telemetry.ended(facts(Optional.of(Instant.now()), outcome, report, error));
  }

  private RunFacts facts(
      Optional<Instant> endedAt, String outcome, Object report, Optional<String> error) {
    return new RunFacts(job, runId, startedAt, endedAt, outcome, Json.tree(report), error, used);
  }
}

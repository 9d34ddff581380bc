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

/** One run as logs, metrics and lineage are told of it. */
final class RunTold {
  private static final String RUN_ID = "run_id";
  private static final String JOB = "job";

  private final Telemetry telemetry;
  private final TablesUsed used;
  private final String job;
  private final long runId;
  private final Instant startedAt = Instant.now();

  private RunTold(Telemetry telemetry, TablesUsed used, String job, long runId) {
    this.telemetry = telemetry;
    this.used = used;
    this.job = job;
    this.runId = runId;
  }

  /** From now on each line of the log carries the run. */
  static RunTold begin(Telemetry telemetry, TablesUsed used, String job, long runId) {
    RunTold told = new RunTold(telemetry, used, job, runId);
    MDC.put(RUN_ID, String.valueOf(runId));
    MDC.put(JOB, job);
    telemetry.began(told.facts(Optional.empty(), "running", Map.of(), Optional.empty()));
    return told;
  }

  void succeeded(JobReport report) {
    ended(report.nothingNew() ? "skipped" : "succeeded", report, Optional.empty());
  }

  void failed(JobException failure) {
    ended("failed", Map.of(), Optional.of(failure.getMessage()));
  }

  /** The next line is no longer this run's. */
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

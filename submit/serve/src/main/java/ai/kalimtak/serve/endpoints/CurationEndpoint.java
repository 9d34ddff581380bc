package ai.kalimtak.serve.endpoints;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.job.Launcher;
import ai.kalimtak.common.job.Reservations;
import ai.kalimtak.common.job.Reservations.Reservation;
import ai.kalimtak.serve.auth.Authorization;
import ai.kalimtak.serve.auth.DeveloperTokens;
import ai.kalimtak.serve.http.Answers;
import ai.kalimtak.serve.http.Problem;
import ai.kalimtak.serve.http.StrictJson;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/admin/curate-training-data}: starts a curation in a separate process, one at a
 * time, and returns its run id at once.
 *
 * @param launcher starts verbs
 * @param logs folder for the output of the processes
 */
public record CurationEndpoint(
    Authorization authorization,
    Reservations reservations,
    JobRuns runs,
    Supplier<Launcher> launcher,
    Path logs) {
  private static final Logger LOG = LoggerFactory.getLogger(CurationEndpoint.class);
  private static final String JOB = "quality";
  private static final Pattern KEY = Pattern.compile("[!-~]{1,200}");

  /** The body, which has no members so far. */
  record CurationRequest() {}

  /** The response. */
  record Started(long runId, String status) {}

  public void post(Context request) {
    authorization.admin(request);
    if (StrictJson.hasBody(request)) {
      StrictJson.read(request, CurationRequest.class, 1024);
    }
    Optional<String> key = Optional.ofNullable(request.header("Idempotency-Key"));
    if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
      throw Problem.badRequest("An Idempotency-Key must have 1 to 200 visible ASCII characters");
    }
    Reservation reservation = reservations.reserve(JOB, key);
    switch (reservation.outcome()) {
      case BUSY ->
          throw new Problem(409, "A curation is already running")
              .with("run_id", reservation.runId());
      case REPEATED -> answer(request, 200, reservation.runId());
      case RESERVED -> {
        start(reservation.runId());
        answer(request, 202, reservation.runId());
      }
    }
  }

  private void answer(Context request, int status, long runId) {
    request.header("Location", "/api/admin/runs/" + runId);
    String state = runs.find(runId).map(JobRuns.Run::status).orElse("running");
    Answers.json(request, status, new Started(runId, state));
  }

  private void start(long runId) {
    String log = "curation-" + runId + ".log";
    try {
      Process process =
          launcher
              .get()
              .start(
                  logs.resolve(log),
                  JOB,
                  List.of(),
                  environment -> {
                    environment.put(Reservations.VARIABLE, String.valueOf(runId));
                    environment.remove(DeveloperTokens.VARIABLE);
                  });
      LOG.info("curation, run {}: started, see {}", runId, log);
      Thread watch =
          new Thread(() -> closeIfOpen(runId, exitCode(process), log), "curation-" + runId);
      watch.setDaemon(true);
      watch.start();
    } catch (JobException e) {
      LOG.error("curation, run {}: {}", runId, e.getMessage());
      reservations.abandon(runId, "the curation process could not be started");
      throw new Problem(503, "The curation could not be started; see the server's log")
          .with("run_id", runId);
    }
  }

  private static int exitCode(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Closes the row of a process that ended without closing it. */
  private void closeIfOpen(long runId, int exitCode, String log) {
    String error =
        "the curation process exited with code "
            + exitCode
            + " before the run ended; its output is in "
            + log
            + " on the server";
    try {
      runs.find(runId)
          .flatMap(Reservations::continuedAs)
          .ifPresent(other -> reservations.abandon(other, error));
      reservations.abandon(runId, error);
    } catch (RuntimeException e) {
      LOG.warn("curation, run {}: its end could not be recorded; the next run will do so", runId);
    }
  }

  /** Returns a run as seen by clients, including the run that continues it. */
  record RunView(long runId, Optional<Long> continuedAs, JobRuns.Run run) {
    Map<String, Object> body() {
      Map<String, Object> body = new java.util.LinkedHashMap<>();
      body.put("run_id", runId);
      body.put("continued_as", continuedAs);
      body.put("job", run.job());
      body.put("status", run.status());
      body.put("started_at", run.startedAt());
      body.put("ended_at", run.endedAt());
      body.put("stats", run.stats());
      body.put("error", run.error());
      return body;
    }
  }

  /** {@code GET /api/admin/runs/{id}}. */
  public void get(Context request) {
    authorization.admin(request);
    String id = request.pathParam("id");
    if (!id.matches("[0-9]{1,18}")) {
      throw Problem.badRequest("A run id must be a whole number");
    }
    JobRuns.Run run =
        runs.find(Long.parseLong(id))
            .orElseThrow(() -> new Problem(404, "This run does not exist"));
    Optional<Long> other = Reservations.continuedAs(run);
    JobRuns.Run shown = other.flatMap(runs::find).orElse(run);
    Answers.json(request, 200, new RunView(run.runId(), other, shown).body());
  }
}

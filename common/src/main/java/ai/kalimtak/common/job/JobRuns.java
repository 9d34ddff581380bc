package ai.kalimtak.common.job;

import ai.kalimtak.common.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** The table {@code job_runs}: one row per run of a job. */
public final class JobRuns {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  static final String COLUMNS =
      "run_id, job, status, started_at, ended_at, stats::text as stats, error";

  /** Key of {@code stats} in a reserved row, until a process adopts it. */
  static final String RESERVED = "reserved";

  /**
   * Condition for a reserved row whose process may still start; older than 15 minutes, it counts as
   * abandoned.
   */
  static final String AWAITS_PROCESS =
      "(coalesce(stats ->> '"
          + RESERVED
          + "', '') = 'true' and started_at > now() - interval '15 minutes')";

  private final Jdbi jdbi;

  public JobRuns(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * One run.
   *
   * @param stats the report; an empty object while the run is in progress
   */
  public record Run(
      long runId,
      String job,
      String status,
      OffsetDateTime startedAt,
      Optional<OffsetDateTime> endedAt,
      JsonNode stats,
      Optional<String> error) {}

  long start(String job) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "insert into job_runs (job, status) values (:job, 'running') returning run_id")
                .bind("job", job)
                .mapTo(Long.class)
                .one());
  }

  /**
   * Commits a transaction durably: the transaction ids that Postgres assigned before remain
   * assigned even if it crashes right afterwards.
   */
  public void touch(long runId) {
    jdbi.useTransaction(
        handle -> {
          handle.execute("set local synchronous_commit = on");
          handle.execute("update job_runs set status = status where run_id = ?", runId);
        });
  }

  void finish(long runId, JobReport report) {
    String done = report.nothingNew() ? "skipped" : "succeeded";
    end(
        runId,
        report.failure().isPresent() ? "failed" : done,
        Json.write(report),
        report.failure().orElse(null));
  }

  void fail(long runId, String error) {
    end(runId, "failed", "{}", error);
  }

  /**
   * Marks runs as failed whose process ended without recording it, except reserved runs whose
   * process may still start. Called with the job's lock held.
   */
  void closeAbandoned(String job) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "update job_runs set status = 'failed', ended_at = now(), error = 'the process ended before the run did' where job = :job and status = 'running' and not "
                        + AWAITS_PROCESS)
                .bind("job", job)
                .execute());
  }

  /** Returns the last run that succeeded, even if later runs had nothing to do. */
  public Optional<Run> lastSucceeded(String job) {
    return one(
        "where job = :job and status = 'succeeded' order by run_id desc limit 1",
        Map.of("job", job));
  }

  /** Returns the last run that succeeded and reported this number. */
  public Optional<Run> lastSucceeded(String job, String stat, long value) {
    return one(
        "where job = :job and status = 'succeeded' and stats ->> :stat = :value order by run_id desc limit 1",
        Map.of("job", job, "stat", stat, "value", String.valueOf(value)));
  }

  /** Returns the run with this number. */
  public Optional<Run> find(long runId) {
    return one("where run_id = :runId", Map.of("runId", runId));
  }

  /** Returns the latest runs, newest first. */
  public List<Run> latest(int count) {
    return all("order by run_id desc limit :count", Map.of("count", count));
  }

  /** Returns the last run of a job, including one in progress. */
  public Optional<Run> latest(String job) {
    return one("where job = :job order by run_id desc limit 1", Map.of("job", job));
  }

  /**
   * Describes the run that holds the lock of a job: a run of the job, or of one that excludes it.
   */
  String describeHolder(String job) {
    return one(
            "where status = 'running' order by job = :job desc, run_id desc limit 1",
            Map.of("job", job))
        .map(
            run ->
                "run "
                    + run.runId()
                    + (run.job().equals(job) ? "" : " of " + run.job())
                    + ", since "
                    + CLOCK.format(run.startedAt().withOffsetSameInstant(ZoneOffset.UTC))
                    + " UTC")
        .orElse("a run is just starting");
  }

  private Optional<Run> one(String which, Map<String, ?> values) {
    return all(which, values).stream().findFirst();
  }

  private List<Run> all(String which, Map<String, ?> values) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select " + COLUMNS + " from job_runs " + which)
                .bindMap(values)
                .map(JobRuns::map)
                .list());
  }

  private void end(long runId, String status, String stats, String error) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "update job_runs set status = :status, ended_at = now(), stats = cast(:stats as jsonb), error = :error where run_id = :runId")
                .bind("status", status)
                .bind("stats", stats)
                .bind("error", error)
                .bind("runId", runId)
                .execute());
  }

  static Run map(java.sql.ResultSet row, StatementContext context) throws java.sql.SQLException {
    return new Run(
        row.getLong("run_id"),
        row.getString("job"),
        row.getString("status"),
        row.getObject("started_at", OffsetDateTime.class),
        Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class)),
        Json.read(row.getString("stats")),
        Optional.ofNullable(row.getString("error")));
  }
}

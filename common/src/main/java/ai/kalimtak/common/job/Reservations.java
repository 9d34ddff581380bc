package ai.kalimtak.common.job;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.json.Json;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Runs whose number is known before their process starts. The caller reserves a row of {@code
 * job_runs} and passes its number to the process in the environment; the process adopts the row
 * under the job's lock. A run's number is also the transaction number of its writes to the lake,
 * which silently skips lower numbers. So if a later run of the job has started in between, the
 * process takes a new number, which is noted in the reserved row.
 */
public final class Reservations {
  /** Environment variable with the number of the run that the process adopts. */
  public static final String VARIABLE = "KALIMTAK_RUN_ID";

  /** Key of {@code job_runs.stats} with the number that the process took instead. */
  private static final String CONTINUED_AS = "continuedAs";

  private final Jdbi jdbi;
  private final Optional<Long> given;

  public Reservations(Jdbi jdbi) {
    this(jdbi, Optional.ofNullable(System.getenv(VARIABLE)));
  }

  Reservations(Jdbi jdbi, Optional<String> variable) {
    this.jdbi = jdbi;
    this.given = variable.map(Reservations::number);
  }

  /**
   * The answer to a request for a run.
   *
   * @param runId the reserved run; or the run in progress, or the one reserved before
   */
  public record Reservation(long runId, Outcome outcome) {}

  /** The kinds of answers to a request for a run. */
  public enum Outcome {
    /** The caller must start a process for it. */
    RESERVED,
    /** The same request was made before and got this run. */
    REPEATED,
    /** Another run of the job is in progress. */
    BUSY
  }

  /**
   * Reserves a run, unless a run of the job is in progress or reserved.
   *
   * @param idempotencyKey requests with the same key get the same run, regardless of how it ended
   */
  public Reservation reserve(String job, Optional<String> idempotencyKey) {
    Optional<String> key = idempotencyKey.map(text -> Sha256.of(job + "\n" + text));
    return jdbi.inTransaction(
        handle -> {
          handle.execute(
              "select pg_advisory_xact_lock(hashtext('kalimtak reservation'), hashtext(?))", job);
          Optional<Long> before = key.flatMap(sum -> requested(handle, sum));
          if (before.isPresent()) {
            return new Reservation(before.get(), Outcome.REPEATED);
          }
          Optional<Long> inTheWay = inProgress(handle, job);
          if (inTheWay.isPresent()) {
            return new Reservation(inTheWay.get(), Outcome.BUSY);
          }
          long runId = insert(handle, job);
          key.ifPresent(
              sum ->
                  handle.execute(
                      "insert into run_requests (key_sha256, run_id) values (?, ?)", sum, runId));
          return new Reservation(runId, Outcome.RESERVED);
        });
  }

  /** Returns the number under which a reserved run continues, if it is a different one. */
  public static Optional<Long> continuedAs(JobRuns.Run run) {
    return Optional.of(run.stats().path(CONTINUED_AS))
        .filter(com.fasterxml.jackson.databind.JsonNode::canConvertToLong)
        .map(com.fasterxml.jackson.databind.JsonNode::asLong);
  }

  /** Marks a run as failed if its process ended without doing so. */
  public void abandon(long runId, String error) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update job_runs set status = 'failed', ended_at = now(), stats = '{}', error = ? where run_id = ? and status = 'running'",
                error,
                runId));
  }

  /** Adopts the run reserved for this process, unless a later run has started in between. */
  Optional<Long> adopt(String job) {
    return given.flatMap(
        runId ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(
                            "update job_runs r set stats = '{}' where r.run_id = :runId and r.job = :job and r.status = 'running' and r.stats ?? '"
                                + JobRuns.RESERVED
                                + "' and not exists (select from job_runs later where later.job = :job and later.run_id > :runId) returning r.run_id")
                        .bind("runId", runId)
                        .bind("job", job)
                        .mapTo(Long.class)
                        .findOne()));
  }

  /** Notes in a reserved row that was not adopted which run continues in its place. */
  void continueAs(String job, long runId) {
    given
        .filter(reserved -> reserved != runId)
        .ifPresent(
            reserved ->
                jdbi.useHandle(
                    handle ->
                        handle
                            .createUpdate(
                                "update job_runs set status = 'skipped', ended_at = now(), stats = cast(:stats as jsonb) where run_id = :reserved and job = :job and status = 'running' and stats ?? '"
                                    + JobRuns.RESERVED
                                    + "'")
                            .bind("stats", Json.write(Map.of(CONTINUED_AS, runId)))
                            .bind("reserved", reserved)
                            .bind("job", job)
                            .execute()));
  }

  private static Optional<Long> requested(Handle handle, String sum) {
    return handle
        .createQuery("select run_id from run_requests where key_sha256 = :sum")
        .bind("sum", sum)
        .mapTo(Long.class)
        .findOne();
  }

  /** Finds a run that is reserved, or one in progress, whose lock is held. */
  private static Optional<Long> inProgress(Handle handle, String job) {
    return handle
        .createQuery(
            "with taken as materialized (select not "
                + RunLock.TRY
                + " as taken) select run_id from job_runs, taken where job = :job and status = 'running' and (taken or "
                + JobRuns.AWAITS_PROCESS
                + ") order by run_id desc limit 1")
        .bind("job", job)
        .mapTo(Long.class)
        .findOne();
  }

  private static long insert(Handle handle, String job) {
    return handle
        .createQuery(
            "insert into job_runs (job, status, stats) values (:job, 'running', cast(:stats as jsonb)) returning run_id")
        .bind("job", job)
        .bind("stats", Json.write(Map.of(JobRuns.RESERVED, true)))
        .mapTo(Long.class)
        .one();
  }

  private static Long number(String text) {
    try {
      return Long.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw JobException.badSettings(
          VARIABLE + " is not the number of a run",
          "Unset it; the HTTP API sets it for its own runs");
    }
  }
}

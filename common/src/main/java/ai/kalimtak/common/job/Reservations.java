package ai.kalimtak.common.job;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.json.Json;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Runs whose number is told before their process starts. Whoever wants one reserves a row of {@code
 * job_runs} and hands its number to the process in the environment; the process adopts the row
 * under the job's lock. A run's number is also the version of its writes to the lake, which skips
 * lower ones in silence: when a later run of the job came in between, the process takes a new
 * number, and the reserved row says which.
 */
public final class Reservations {
  /** Environment variable with the number of the run that the process is to adopt. */
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
   * What became of a wish for a run.
   *
   * @param runId the run that was reserved, or the one that is in its way or was reserved before
   */
  public record Reservation(long runId, Outcome outcome) {}

  /** What became of a wish for a run. */
  public enum Outcome {
    /** A process is to be started for it. */
    RESERVED,
    /** The same request came before and has this run. */
    REPEATED,
    /** Another run of the job is going on. */
    BUSY
  }

  /**
   * Reserves a run, when no run of the job is going on or waits for its process.
   *
   * @param idempotencyKey the same key gets the same run, however it ended
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
          Optional<Long> inTheWay = goingOn(handle, job);
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

  /** The number under which a reserved run goes on, when it is another one. */
  public static Optional<Long> continuedAs(JobRuns.Run run) {
    return Optional.of(run.stats().path(CONTINUED_AS))
        .filter(com.fasterxml.jackson.databind.JsonNode::canConvertToLong)
        .map(com.fasterxml.jackson.databind.JsonNode::asLong);
  }

  /** Closes the row of a process that ended and left it open. */
  public void abandon(long runId, String error) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update job_runs set status = 'failed', ended_at = now(), stats = '{}', error = ? where run_id = ? and status = 'running'",
                error,
                runId));
  }

  /** The number given to this process, unless a later run came in between. */
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

  /** Tells in the reserved row, if it was not adopted, which run goes on in its place. */
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

  /** A run that waits for its process, or one that is going on: its lock is taken. */
  private static Optional<Long> goingOn(Handle handle, String job) {
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
          VARIABLE + " is no run's number", "It is set by the HTTP API for its runs: unset it");
    }
  }
}

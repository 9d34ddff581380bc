package ai.kalimtak.common.job;

import ai.kalimtak.common.failure.Failures;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.telemetry.TablesUsed;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs jobs in a session: each under its lock, with a row in {@code job_runs}. */
public final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  private JobRunner() {}

  /**
   * Runs a job and records how it ended.
   *
   * @throws JobException if the job fails; an unforeseen failure is wrapped in one
   */
  public static <S, R extends JobReport> JobOutcome<R> run(
      JobSession session, Job<S, R> job, S settings) {
    JobRuns jobRuns = session.jobRuns();
    int waitSeconds = session.core().lockWaitSeconds();
    try (RunLock lock =
        RunLock.acquire(session.supabase(), jobRuns, job.name(), job.excludes(), waitSeconds)) {
      long runId = begin(jobRuns, session.reservations(), job.name());
      long started = System.nanoTime();
      TablesUsed used = session.tablesUsed();
      used.clear();
      job.readsFromDatabase(settings).forEach(used::readFromDatabase);
      job.writesToDatabase(settings).forEach(used::wroteToDatabase);
      RunAnnouncement run = RunAnnouncement.begin(session.telemetry(), used, job.name(), runId);
      try {
        R report = job.run(settings, new JobContext(session, job.name(), runId));
        lock.checkHeld();
        jobRuns.finish(runId, report);
        run.succeeded(report);
        LOG.info("{}: {} ({} s)", job.name(), report.headline(), JobSession.seconds(started));
        return new JobOutcome<>(job.name(), runId, report);
      } catch (Throwable e) {
        // Spark throws its checked SparkException without declaring it.
        JobException failure = Failures.explain(job.name(), e);
        recordFailure(jobRuns, runId, failure);
        run.failed(failure);
        throw failure;
      } finally {
        RunAnnouncement.leaveLog();
      }
    }
  }

  /** Inserts the run's row, or adopts the reserved one. Called with the job's lock held. */
  static long begin(JobRuns jobRuns, Reservations reservations, String job) {
    jobRuns.closeAbandoned(job);
    Optional<Long> adopted = reservations.adopt(job);
    long runId = adopted.orElseGet(() -> jobRuns.start(job));
    reservations.continueAs(job, runId);
    return runId;
  }

  /** Keeps the job's own failure if the database is down; the next run then closes the row. */
  private static void recordFailure(JobRuns jobRuns, long runId, JobException failure) {
    try {
      jobRuns.fail(runId, failure.getMessage());
    } catch (RuntimeException unrecorded) {
      failure.addSuppressed(unrecorded);
    }
  }
}

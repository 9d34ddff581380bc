package ai.kalimtak.common.job;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.supabase.Supabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ensures that only one run of a job is in progress, and none of the jobs that it excludes. It is
 * an advisory lock of a transaction that stays open during the run. This works with a transaction
 * pooler, because it needs no session state; it is released when the process ends for any reason;
 * and since the transaction writes nothing, it has no transaction id that would hold back the
 * horizon of the pull.
 */
final class RunLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");
  private static final int KEEP_ALIVE_SECONDS = 20;

  /** Takes the lock of {@code :job} until the end of the transaction, if it is free. */
  static final String TRY = "pg_try_advisory_xact_lock(hashtext('kalimtak job'), hashtext(:job))";

  private final Connection connection;
  private final String job;
  private final ScheduledExecutorService keepAlive =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread thread = new Thread(runnable, "run-lock");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean lost;

  private RunLock(Connection connection, String job) {
    this.connection = connection;
    this.job = job;
    ScheduledFuture<?> ticking =
        keepAlive.scheduleAtFixedRate(
            this::touch, KEEP_ALIVE_SECONDS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    if (ticking.isCancelled()) {
      throw new IllegalStateException("the lock cannot be kept alive");
    }
  }

  /**
   * Takes the locks of a job and of the jobs that it excludes, all or none. While it waits for one
   * it holds no other, so that no two jobs can wait for each other.
   *
   * @throws JobException if a run of one of them does not end within {@code waitSeconds}
   */
  static RunLock acquire(
      Supabase supabase, JobRuns runs, String job, Set<String> excluded, int waitSeconds) {
    Set<String> all = new TreeSet<>(excluded);
    all.add(job);
    Connection connection = supabase.dedicatedConnection();
    boolean acquired = false;
    try {
      connection.setAutoCommit(false);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
      boolean logged = false;
      Optional<String> taken = lockAll(connection, all);
      while (taken.isPresent()) {
        String holder = runs.describeHolder(taken.get());
        if (System.nanoTime() >= deadline) {
          throw JobException.failed(
              conflict(job, taken.get()) + " (" + holder + ")",
              "Wait until it ends, or raise run.lock-wait-seconds (now " + waitSeconds + " s)");
        }
        if (!logged) {
          LOG.info(
              "{}: waiting up to {} s for a run of {} to end ({})",
              job,
              waitSeconds,
              taken.get(),
              holder);
          logged = true;
        }
        Thread.sleep(500);
        taken = lockAll(connection, all);
      }
      acquired = true;
      return new RunLock(connection, job);
    } catch (SQLException e) {
      throw JobException.failed(
          "cannot take the lock of " + job, "Check that the database is running", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.failed("interrupted while waiting for another run of " + job, "");
    } finally {
      if (!acquired) {
        closeQuietly(connection);
      }
    }
  }

  /** Takes the locks of these jobs if all of them are free now. */
  static Optional<RunLock> tryAcquire(Supabase supabase, Set<String> jobs) {
    String names = String.join(", ", jobs);
    Connection connection = supabase.dedicatedConnection();
    boolean acquired = false;
    try {
      connection.setAutoCommit(false);
      acquired = lockAll(connection, new TreeSet<>(jobs)).isEmpty();
      return acquired ? Optional.of(new RunLock(connection, names)) : Optional.empty();
    } catch (SQLException e) {
      throw JobException.failed(
          "cannot take the lock of " + names, "Check that the database is running", e);
    } finally {
      if (!acquired) {
        closeQuietly(connection);
      }
    }
  }

  /**
   * @throws JobException if the lock was lost while the job ran
   */
  void checkHeld() {
    touch();
    if (lost) {
      throw JobException.failed(
          "the connection that held the lock of " + job + " was lost",
          "What was written is complete; run the job again to make sure that nothing is missing");
    }
  }

  @Override
  public void close() {
    keepAlive.shutdownNow();
    try {
      // The rollback releases the lock at once; closing the connection releases it some time later.
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("the lock was lost with its connection", e);
    } finally {
      closeQuietly(connection);
    }
  }

  private synchronized void touch() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    } catch (SQLException e) {
      lost = true;
    }
  }

  private static String conflict(String job, String taken) {
    return taken.equals(job)
        ? "another run of " + job + " is in progress"
        : job + " cannot start while " + taken + " is running";
  }

  /** Takes all locks, or none and returns the first job whose lock is taken. */
  private static Optional<String> lockAll(Connection connection, Set<String> jobs)
      throws SQLException {
    for (String job : jobs) {
      if (!tryLock(connection, job)) {
        connection.rollback();
        return Optional.of(job);
      }
    }
    return Optional.empty();
  }

  private static boolean tryLock(Connection connection, String job) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select " + TRY.replace(":job", "?") + " as locked")) {
      statement.setString(1, job);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean("locked");
      }
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("closing the lock's connection failed", e);
    }
  }
}

package ai.kalimtak.submit.schedule;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the row of this process in the table {@code schedulers} while the process runs. */
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  private final Jdbi jdbi;
  private final Duration deadAfter;
  private final String host = hostName();
  private final long processId = ProcessHandle.current().pid();
  private final String name =
      host + ":" + processId + ":" + UUID.randomUUID().toString().substring(0, 8);
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread thread = new Thread(runnable, "scheduler-heartbeat");
            thread.setDaemon(true);
            return thread;
          });
  private boolean answered = true;

  private Heartbeat(Jdbi jdbi, Duration deadAfter) {
    this.jdbi = jdbi;
    this.deadAfter = deadAfter;
  }

  /** Inserts this scheduler's row and deletes those of dead schedulers. */
  static Heartbeat start(Jdbi jdbi, ScheduleSettings settings) {
    Heartbeat heartbeat = new Heartbeat(jdbi, settings.deadAfter());
    jdbi.useHandle(
        handle ->
            handle.execute(
                "delete from schedulers where seen_at < now() - dead_after_s * interval '1 second'"));
    heartbeat.beat();
    long millis = settings.heartbeat().toMillis();
    ScheduledFuture<?> ticking =
        heartbeat.clock.scheduleAtFixedRate(
            heartbeat::beatOrLog, millis, millis, TimeUnit.MILLISECONDS);
    if (ticking.isCancelled()) {
      throw new IllegalStateException("the heartbeat cannot be scheduled");
    }
    return heartbeat;
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      jdbi.useHandle(handle -> handle.execute("delete from schedulers where name = ?", name));
    } catch (RuntimeException e) {
      LOG.debug("cannot delete the scheduler's row; it will count as dead", e);
    }
  }

  private void beat() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                insert into schedulers (name, host, process_id, dead_after_s) values (?, ?, ?, ?)
                on conflict (name) do update set seen_at = now()
                """,
                name,
                host,
                processId,
                (int) deadAfter.toSeconds()));
  }

  private void beatOrLog() {
    try {
      beat();
      if (!answered) {
        LOG.info("schedule: the database answers again");
      }
      answered = true;
    } catch (RuntimeException e) {
      if (answered) {
        LOG.warn("schedule: the database does not answer; retrying");
      }
      answered = false;
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}

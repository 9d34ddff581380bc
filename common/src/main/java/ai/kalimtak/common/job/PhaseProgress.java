package ai.kalimtak.common.job;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logs every few seconds the current long phase, with the finished tasks of its stages. */
final class PhaseProgress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");
  private static final int INTERVAL_SECONDS = 10;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread thread = new Thread(runnable, "phase-progress");
            thread.setDaemon(true);
            return thread;
          });
  private volatile SparkContext spark;
  private volatile String phase;
  private volatile long started;
  private volatile Map<String, String> logged = Map.of();

  PhaseProgress() {
    ScheduledFuture<?> ticking =
        clock.scheduleAtFixedRate(this::log, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    if (ticking.isCancelled()) {
      throw new IllegalStateException("progress cannot be scheduled");
    }
  }

  void follow(SparkContext context) {
    spark = context;
  }

  void begin(String job, String description) {
    started = System.nanoTime();
    Map<String, String> context = MDC.getCopyOfContextMap();
    logged = context == null ? Map.of() : context;
    phase = job + ": " + description;
  }

  void end() {
    phase = null;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private void log() {
    String now = phase;
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
    if (now != null && seconds >= INTERVAL_SECONDS - 1) {
      MDC.setContextMap(logged);
      LOG.info("{} … {} s{}", now, seconds, tasks());
      MDC.clear();
    }
  }

  private String tasks() {
    SparkContext context = spark;
    if (context == null || context.isStopped()) {
      return "";
    }
    SparkStatusTracker tracker = context.statusTracker();
    int done = 0;
    int all = 0;
    for (int stage : tracker.getActiveStageIds()) {
      scala.Option<SparkStageInfo> info = tracker.getStageInfo(stage);
      if (info.isDefined()) {
        done += info.get().numCompletedTasks();
        all += info.get().numTasks();
      }
    }
    return all == 0 ? "" : String.format(Locale.ROOT, ", %d of %d tasks", done, all);
  }
}

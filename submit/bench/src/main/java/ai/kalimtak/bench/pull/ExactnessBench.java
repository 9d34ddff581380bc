package ai.kalimtak.bench.pull;

import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.supabase.Supabase;
import ai.kalimtak.etl.EtlJob;
import ai.kalimtak.etl.EtlReport;
import ai.kalimtak.etl.exactness.CursorCopy;
import ai.kalimtak.etl.exactness.Difference;
import ai.kalimtak.etl.exactness.Pace;
import ai.kalimtak.etl.exactness.ScriptedWriters;
import ai.kalimtak.etl.exactness.SourceAndLake;
import ai.kalimtak.submit.terminal.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures promise 1: writers commit late, out of order and with equal timestamps while {@code etl}
 * pulls repeatedly, and cursors over {@code updated_at} pull at the same time.
 */
@Command(
    name = "exactness",
    mixinStandardHelpOptions = true,
    description =
        "Rows that etl and cursors over updated_at lose from a script of concurrent transactions.")
public final class ExactnessBench implements Callable<Integer> {
  /** Average holding time of a transaction as a share of the longest; see the script's pace. */
  private static final double MEAN_HOLD = 0.06;

  @Option(
      names = "--writers",
      defaultValue = "8",
      description = "Number of clients (default: ${DEFAULT-VALUE}).")
  private int writers;

  @Option(
      names = "--commits",
      defaultValue = "1000",
      description = "Commits of all clients (default: ${DEFAULT-VALUE}).")
  private int commits;

  @Option(
      names = "--seconds",
      defaultValue = "120",
      description = "Approximate duration of the script (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--lag-seconds",
      defaultValue = "3",
      description =
          "Lag of the lagging cursor; transactions stay open for at most twice as long (default: ${DEFAULT-VALUE}).")
  private int lagSeconds;

  @Option(
      names = "--pulls-in-parallel",
      defaultValue = "1",
      description = "Concurrent runs of etl (default: ${DEFAULT-VALUE}).")
  private int parallel;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the script (default: ${DEFAULT-VALUE}).")
  private long seed;

  private record Pulls(int runs, long rows) {}

  @Override
  public Integer call() {
    try (Workbench lake = new Workbench(List.of("etl.min-rows-per-read=20"))) {
      Supabase supabase = lake.session().supabase();
      Duration lag = Duration.ofSeconds(lagSeconds);
      CursorCopy strict = CursorCopy.strict(supabase.jdbi());
      CursorCopy lagging = CursorCopy.lagging(supabase.jdbi(), lag);
      long started = System.nanoTime();
      ScriptedWriters.Written written;
      Pulls pulls;
      try (ScriptedWriters script = new ScriptedWriters(supabase, seed, writers)) {
        lake.run(new EtlJob());
        started = System.nanoTime();
        script.start(commits, pace(lag.multipliedBy(2)));
        pulls = pullWhile(script, lake, List.of(strict, lagging));
        written = script.await();
      }
      double played = (System.nanoTime() - started) / 1e9;
      strict.pull();
      lagging.pull();
      lake.run(new EtlJob());
      SourceAndLake tables = new SourceAndLake(lake.session());
      Difference ours = tables.difference();
      List<String> problems = tables.problems();
      print(
          "%,d commits and %,d rollbacks of %d writers (seed %d) in %.0f s, each open for up to %d s; %d runs of etl read %,d rows meanwhile%n",
          written.commits(),
          written.rollbacks(),
          writers,
          seed,
          played,
          2 * lagSeconds,
          pulls.runs(),
          pulls.rows());
      TextTable table =
          new TextTable("pulled by", "in source", "in copy", "missing", "stale", "surplus");
      row(table, "etl", ours);
      row(table, "updated_at > latest", strict.difference());
      row(table, "updated_at >= latest - " + lagSeconds + " s", lagging.difference());
      print("%n%s", table.render());
      print(
          "%n  Time is scaled: %d s represent 60 s, and transactions of %d s represent 2 minutes. The cursors also copy rows that etl quarantines.%n",
          lagSeconds, 2 * lagSeconds);
      problems.forEach(problem -> print("  %s%n", problem));
      return ours.isEmpty() && problems.isEmpty() ? 0 : 1;
    }
  }

  private Pace pace(Duration longestHold) {
    double millisPerTransaction = 1000.0 * seconds * writers / commits;
    double pause = millisPerTransaction - MEAN_HOLD * longestHold.toMillis();
    return new Pace(Duration.ofMillis(Math.max(0, Math.round(2 * pause))), longestHold);
  }

  /** Pulls repeatedly; the cursors pull before each run. */
  private Pulls pullWhile(ScriptedWriters script, Workbench lake, List<CursorCopy> cursors) {
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    try {
      List<Future<Pulls>> pullers = new ArrayList<>();
      for (int i = 0; i < parallel; i++) {
        pullers.add(
            threads.submit(
                () -> {
                  int runs = 0;
                  long rows = 0;
                  while (script.arePlaying()) {
                    cursors.forEach(CursorCopy::pull);
                    EtlReport report = lake.run(new EtlJob());
                    runs++;
                    rows += report.pulled().read();
                  }
                  return new Pulls(runs, rows);
                }));
      }
      int runs = 0;
      long rows = 0;
      for (Future<Pulls> puller : pullers) {
        runs += puller.get().runs();
        rows += puller.get().rows();
      }
      return new Pulls(runs, rows);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pulling", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a pull failed", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void row(TextTable table, String method, Difference difference) {
    table.add(
        method,
        count(difference.inSource()),
        count(difference.inCopy()),
        count(difference.missing()),
        count(difference.stale()),
        count(difference.surplus() + difference.duplicates()));
  }

  private static String count(long rows) {
    return String.format(Locale.ROOT, "%,d", rows);
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }
}

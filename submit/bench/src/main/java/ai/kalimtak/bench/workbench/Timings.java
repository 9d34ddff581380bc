package ai.kalimtak.bench.workbench;

import ai.kalimtak.submit.terminal.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The seconds of named tasks, round by round, and the last result of each. */
public final class Timings {
  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
  private final Map<String, String> results = new LinkedHashMap<>();

  /** Announces a round; round 0 is a warm-up and is not counted. */
  public static void announce(int round) {
    System.err.println(round == 0 ? "warm-up" : "round " + round);
  }

  /** Returns the label of a task with this many rows. */
  public static String label(String what, int rows) {
    return String.format(Locale.ROOT, "%s, %,d", what, rows);
  }

  public void measure(int round, String name, Runnable work) {
    add(round, name, Workbench.seconds(work));
  }

  /** Measures a task and keeps its result. */
  public void measureAndKeep(int round, String name, Supplier<String> work) {
    measure(round, name, () -> result(name, work.get()));
  }

  public void add(int round, String name, double time) {
    System.err.printf(Locale.ROOT, "%s: %.2f s%n", name, time);
    if (round > 0) {
      seconds.computeIfAbsent(name, n -> new ArrayList<>()).add(time);
    }
  }

  public void result(String name, String result) {
    results.put(name, result);
  }

  public double median(String name) {
    return Workbench.median(seconds.get(name));
  }

  public void print() {
    TextTable table = new TextTable("what", "min s", "median s", "max s", "result");
    seconds.forEach(
        (name, times) ->
            table.add(
                name,
                Figures.decimal(2, Collections.min(times)),
                Figures.decimal(2, Workbench.median(times)),
                Figures.decimal(2, Collections.max(times)),
                results.get(name)));
    System.out.print(table.render());
  }
}

package ai.kalimtak.bench.pull;

import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.etl.EtlJob;
import ai.kalimtak.etl.EtlReport;
import ai.kalimtak.submit.terminal.TextTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares the cost of a day with a short and with a long history. */
@Command(
    name = "day",
    mixinStandardHelpOptions = true,
    description =
        "Pulls of one day's changes (new rows, and late feedback for rows of the last days) over a short and a long history.")
public final class DayBench implements Callable<Integer> {
  @Option(names = "--changes", defaultValue = "10000", description = "Rows changed per day.")
  private int changes;

  @Option(
      names = "--histories",
      split = ",",
      defaultValue = "10000,1000000",
      description = "Rows of each history.")
  private List<Integer> histories;

  @Option(names = "--days", defaultValue = "365", description = "Days of each history.")
  private int days;

  @Option(names = "--rounds", defaultValue = "5", description = "Counted days, after two warm-ups.")
  private int rounds;

  @Option(names = "--set", description = "Settings for the pull, key=value.")
  private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws SQLException, IOException {
    Map<Integer, List<Double>> seconds = new LinkedHashMap<>();
    List<Workbench> benches = new ArrayList<>();
    try {
      for (int history : histories) {
        Workbench bench = new Workbench(settings);
        benches.add(bench);
        try (Connection connection = bench.session().supabase().dedicatedConnection()) {
          System.err.printf(Locale.ROOT, "a history of %,d rows%n", history);
          new Traffic(1, Instant.now().minus(1, ChronoUnit.DAYS), days).write(connection, history);
        }
        bench.run(new EtlJob());
      }
      for (int round = -2; round < rounds; round++) {
        for (int each = 0; each < benches.size(); each++) {
          double time = day(benches.get(each), round);
          System.err.printf(
              Locale.ROOT, "history %,d, day %d: %.2f s%n", histories.get(each), round, time);
          if (round >= 0) {
            seconds.computeIfAbsent(histories.get(each), h -> new ArrayList<>()).add(time);
          }
        }
      }
    } finally {
      benches.forEach(Workbench::close);
    }
    TextTable table = new TextTable("history", "min s", "median s", "max s");
    seconds.forEach(
        (history, times) ->
            table.add(
                String.format(Locale.ROOT, "%,d", history),
                decimal(times.stream().mapToDouble(time -> time).min().orElseThrow()),
                decimal(Workbench.median(times)),
                decimal(times.stream().mapToDouble(time -> time).max().orElseThrow())));
    System.out.print(table.render());
    System.out.printf(
        Locale.ROOT,
        "%na day of %,d changes, long history / short: %.2f (aim at most 1.30)%n",
        changes,
        Workbench.median(seconds.get(histories.get(histories.size() - 1)))
            / Workbench.median(seconds.get(histories.get(0))));
    return 0;
  }

  /**
   * Writes a day: nine of ten changes are new rows, the others are feedback for rows of the last
   * three days.
   */
  private double day(Workbench bench, int round) throws SQLException, IOException {
    try (Connection connection = bench.session().supabase().dedicatedConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update user_interactions set feedback_score = 1 + (random() * 4)::int, feedback_at = now() where id in"
              + " (select id from user_interactions where created_at > now() - interval '3 days' limit "
              + changes / 10
              + ")");
      new Traffic(100 + round, Instant.now(), 1).write(connection, changes - changes / 10);
    }
    double[] time = new double[1];
    EtlReport[] report = new EtlReport[1];
    time[0] = Workbench.seconds(() -> report[0] = bench.run(new EtlJob()));
    if (report[0].pulled().written() < changes - changes / 10) {
      throw new IllegalStateException("the day was not pulled: " + report[0].headline());
    }
    return time[0];
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}

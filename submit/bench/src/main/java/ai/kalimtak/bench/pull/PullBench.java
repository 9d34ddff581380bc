package ai.kalimtak.bench.pull;

import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.etl.EtlJob;
import ai.kalimtak.etl.EtlOptions;
import ai.kalimtak.submit.terminal.TextTable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.postgresql.PGConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares the full pull with its lower bounds: a COPY to a file, and a bare read written as Delta.
 */
@Command(
    name = "pull",
    mixinStandardHelpOptions = true,
    description =
        "A full pull compared with COPY to a file and with a bare JDBC read written as Delta, on the same rows.")
public final class PullBench implements Callable<Integer> {
  private static final String COPY = "COPY to a file";
  private static final String READ = "bare JDBC read";
  private static final String WRITE = "bare read, Delta write";
  private static final String PULL = "kalimtak etl --full";

  @Option(names = "--rows", defaultValue = "1000000", description = "Number of rows of about 1 KB.")
  private int rows;

  @Option(
      names = "--days",
      defaultValue = "28",
      description = "Days over which the rows are spread.")
  private int days;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Counted rounds, after two warm-ups.")
  private int rounds;

  @Option(names = "--set", description = "Settings for the pull, key=value.")
  private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws SQLException, IOException {
    try (Workbench bench = new Workbench(settings)) {
      try (Connection connection = bench.session().supabase().dedicatedConnection()) {
        System.err.printf(Locale.ROOT, "writing %,d rows to Postgres%n", rows);
        new Traffic(1, Instant.now(), days).write(connection, rows);
      }
      Map<String, List<Double>> seconds = new LinkedHashMap<>();
      for (int round = -1; round <= rounds; round++) {
        System.err.println(round <= 0 ? "warm-up" : "round " + round);
        Map<String, Double> times = round(bench);
        if (round > 0) {
          times.forEach(
              (name, time) -> seconds.computeIfAbsent(name, n -> new ArrayList<>()).add(time));
        }
      }
      print(seconds);
    }
    return 0;
  }

  private Map<String, Double> round(Workbench bench) {
    Map<String, Double> times = new LinkedHashMap<>();
    times.put(COPY, Workbench.seconds(() -> copy(bench)));
    times.put(
        READ,
        Workbench.seconds(() -> bareRead(bench).write().format("noop").mode("overwrite").save()));
    Path bare = bench.folder().resolve("bare");
    times.put(
        WRITE,
        Workbench.seconds(() -> bareRead(bench).write().format("delta").save(bare.toString())));
    Workbench.delete(bare);
    times.put(PULL, Workbench.seconds(() -> bench.run(new EtlJob(EtlOptions.fullPull()))));
    return times;
  }

  /** Does the same as {@code psql \copy}, with the driver's COPY. */
  private void copy(Workbench bench) {
    Path file = bench.folder().resolve("copied");
    try (Connection connection = bench.session().supabase().dedicatedConnection();
        OutputStream out = Files.newOutputStream(file)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("copy public.user_interactions to stdout", out);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the table's columns unchanged, in four equal ranges of blocks. */
  private static Dataset<Row> bareRead(Workbench bench) {
    Properties properties = bench.session().supabase().connectionProperties();
    properties.setProperty("driver", "org.postgresql.Driver");
    properties.setProperty("fetchsize", "10000");
    long blocks = blocks(bench);
    int parts = 2 * bench.session().spark().sparkContext().defaultParallelism();
    String[] ranges = new String[parts];
    for (int part = 0; part < parts; part++) {
      ranges[part] =
          "ctid >= '("
              + blocks * part / parts
              + ",0)'"
              + (part == parts - 1 ? "" : " and ctid < '(" + blocks * (part + 1) / parts + ",0)'");
    }
    return bench
        .session()
        .spark()
        .read()
        .jdbc(bench.session().supabase().url(), "public.user_interactions", ranges, properties)
        // Types that Delta lacks are read as text.
        .drop("change_xid");
  }

  private static long blocks(Workbench bench) {
    try (Connection connection = bench.session().supabase().dedicatedConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select pg_relation_size('public.user_interactions') / current_setting('block_size')::int")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void print(Map<String, List<Double>> seconds) {
    TextTable table = new TextTable("what", "min s", "median s", "max s", "rows/s");
    seconds.forEach(
        (name, times) ->
            table.add(
                name,
                decimal(times.stream().mapToDouble(time -> time).min().orElseThrow()),
                decimal(Workbench.median(times)),
                decimal(times.stream().mapToDouble(time -> time).max().orElseThrow()),
                String.format(Locale.ROOT, "%,d", Math.round(rows / Workbench.median(times)))));
    System.out.print(table.render());
    System.out.printf(
        Locale.ROOT,
        "%npull / bare read and write: %.2f (aim at most 1.50)%nrows per second of the pull / of COPY: %.2f (aim at least 0.25)%n",
        ratio(seconds, PULL, WRITE),
        ratio(seconds, COPY, PULL));
  }

  /** Returns the median over the rounds of the ratio of two times. */
  private static double ratio(Map<String, List<Double>> seconds, String above, String below) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < seconds.get(above).size(); round++) {
      ratios.add(seconds.get(above).get(round) / seconds.get(below).get(round));
    }
    return Workbench.median(ratios);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}

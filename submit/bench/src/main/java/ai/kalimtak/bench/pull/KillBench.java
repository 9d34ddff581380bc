package ai.kalimtak.bench.pull;

import ai.kalimtak.bench.workbench.EmbeddedServer;
import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.Quarantine;
import ai.kalimtak.etl.EtlJob;
import ai.kalimtak.etl.exactness.DeltaCommits;
import ai.kalimtak.etl.exactness.Difference;
import ai.kalimtak.etl.exactness.EtlProcess;
import ai.kalimtak.etl.exactness.ScriptedWriters;
import ai.kalimtak.etl.exactness.SourceAndLake;
import ai.kalimtak.submit.terminal.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures promises 3 and 4: {@code etl} is killed after each commit and at random moments, runs at
 * the same time as another one, and loses its database; after each of these, one more run must make
 * source and lake equal.
 */
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    description =
        "Whether source and lake are equal after one more run when etl was killed, ran twice at once, or lost its database.")
public final class KillBench implements Callable<Integer> {
  private static final int COMMITS_BETWEEN = 25;
  private static final int WRITERS = 4;
  private static final String FULL = "--full";

  @Option(
      names = "--kills",
      defaultValue = "20",
      description = "Kills at random moments (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--pairs",
      defaultValue = "3",
      description = "Pairs of concurrent runs (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--restarts",
      defaultValue = "6",
      description =
          "Restarts of Postgres during a pull, alternately clean and as a crash (default: ${DEFAULT-VALUE}).")
  private int restarts;

  @Option(
      names = "--rows",
      defaultValue = "30000",
      description = "Rows of a pull that loses its database (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of all random choices (default: ${DEFAULT-VALUE}).")
  private long seed;

  private final TextTable table =
      new TextTable("what", "moment", "last message of the run", "after one more run");
  private JobSession session;
  private Workbench lake;
  private ScriptedWriters writers;
  private Random random;
  private long typicalMillis;
  private int failures;

  @Override
  public Integer call() throws IOException {
    random = new Random(seed);
    try (Workbench opened = new Workbench(List.of("spark.master=local[2]"));
        ScriptedWriters scripted =
            new ScriptedWriters(opened.session().supabase(), seed, WRITERS)) {
      lake = opened;
      session = opened.session();
      writers = scripted;
      killAfterEachCommit();
      measureRun();
      killAtRandomMoments();
      runInPairs();
      restartTheDatabase();
      System.out.print(table.render());
      System.out.println(failures == 0 ? "No failures." : failures + " failures.");
      return failures == 0 ? 0 : 1;
    }
  }

  private void killAfterEachCommit() {
    killAfterCommit("first pull: bronze/interactions created", BronzeInteractions.TABLE);
    killAfterCommit("bronze/quarantine", Quarantine.TABLE);
    killAfterCommit("restricted/identities", Identities.TABLE);
    killAfterCommit("bronze/interactions", BronzeInteractions.TABLE);
    sql("alter table user_interactions add column later_text text");
    killAfterCommit("a column that was added later", BronzeInteractions.TABLE);
    sql("alter table user_interactions add column later_number int default 7");
    killAfterCommit("rows with an added column", BronzeInteractions.TABLE);
    killAfterCommit("full pull: bronze/quarantine", Quarantine.TABLE, FULL);
    killAfterCommit("full pull: restricted/identities", Identities.TABLE, FULL);
    killAfterCommit("full pull: bronze/interactions", BronzeInteractions.TABLE, FULL);
  }

  /** Kills a run right after its first commit to a table. */
  private void killAfterCommit(String what, LakeTable table, String... arguments) {
    change();
    DeltaCommits commits = new DeltaCommits(session, table);
    long version = commits.next();
    try (EtlProcess etl = start(arguments)) {
      boolean appeared = commits.await(version, etl::isRunning);
      boolean killed = etl.kill();
      report(
          "after " + what,
          appeared ? "v" + version : "no commit",
          lastMessage(etl),
          (appeared ? "" : "the commit did not appear; ")
              + (killed ? "" : "it was not killed; ")
              + runAgain());
      failures += appeared && killed ? 0 : 1;
    }
  }

  private void measureRun() {
    change();
    long started = System.nanoTime();
    try (EtlProcess etl = start()) {
      etl.await();
    }
    typicalMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
  }

  private void killAtRandomMoments() {
    int killed = 0;
    for (int i = 0; killed < kills; i++) {
      change();
      boolean full = i % 4 == 3;
      long moment = random.nextLong(typicalMillis);
      try (EtlProcess etl = full ? start(FULL) : start()) {
        sleep(moment);
        boolean inTime = etl.kill();
        killed += inTime ? 1 : 0;
        report(
            (full ? "full pull: " : "") + "at a random moment",
            seconds(moment),
            inTime ? lastMessage(etl) : "had already ended, not counted",
            runAgain());
      }
    }
  }

  private void runInPairs() {
    for (int i = 0; i < pairs; i++) {
      change();
      try (EtlProcess one = start();
          EtlProcess other = start()) {
        int first = one.await();
        int second = other.await();
        boolean waited =
            String.join("\n", one.output()).contains("waiting up to")
                || String.join("\n", other.output()).contains("waiting up to");
        report(
            "two concurrent runs",
            "",
            "exit " + first + " and " + second + (waited ? ", one waited" : ""),
            runAgain());
        failures += first == 0 && second == 0 ? 0 : 1;
      }
    }
  }

  private void restartTheDatabase() throws IOException {
    EmbeddedServer server = new EmbeddedServer(session.core().stateDirectory());
    for (int i = 0; i < restarts; i++) {
      change();
      sql(
          "insert into user_interactions (input_text, user_id, model_output, created_at, updated_at) select 'row ' || n, gen_random_uuid(), repeat('answer ', 100), now() - interval '1 minute' * (n % 20000), now() from generate_series(1, "
              + rows
              + ") n");
      boolean crash = i % 2 == 1;
      try (EtlProcess etl = start()) {
        while (etl.isRunning()
            && etl.output().stream().noneMatch(line -> line.contains("starting Spark"))) {
          sleep(5);
        }
        long moment = random.nextLong(typicalMillis / 2);
        sleep(moment);
        boolean inTime = etl.isRunning();
        String phase = lastMessage(etl);
        server.restart(crash);
        int exit = etl.await();
        boolean clear =
            exit == 0
                || (exit == 1
                    && lastMessage(etl).startsWith("kalimtak: ")
                    && etl.output().stream().noneMatch(line -> line.startsWith("\tat ")));
        report(
            crash ? "Postgres crashed and restarted" : "Postgres restarted",
            "+" + seconds(moment),
            inTime ? phase : "had already ended",
            "exit " + exit + (exit == 0 ? "" : ", " + lastMessage(etl)) + "; " + runAgain());
        failures += clear ? 0 : 1;
      }
    }
  }

  /** Writes more traffic, so that every table of the lake has changes. */
  private void change() {
    writers.play(COMMITS_BETWEEN);
    sql(
        "select log_user_interaction(input_text => 'someone new', user_id => ?)",
        UUID.randomUUID());
    sql(
        "select log_user_interaction(input_text => 'too old', user_id => ?, created_at => '1999-01-01T00:00:00Z')",
        UUID.randomUUID());
  }

  /** Runs once more and returns the differences between source and lake. */
  private String runAgain() {
    try {
      lake.run(new EtlJob());
    } catch (JobException e) {
      failures++;
      return "FAILED: " + e.getMessage();
    }
    SourceAndLake tables = new SourceAndLake(session);
    Difference difference = tables.difference();
    List<String> problems = new ArrayList<>(tables.problems());
    if (!difference.isEmpty()) {
      problems.add(difference.toString());
    }
    failures += problems.isEmpty() ? 0 : 1;
    return problems.isEmpty()
        ? String.format(Locale.ROOT, "equal, %,d rows", difference.inSource())
        : String.join("; ", problems);
  }

  private EtlProcess start(String... arguments) {
    return EtlProcess.start(session.core(), List.of(arguments));
  }

  private void sql(String statement, Object... parameters) {
    session.supabase().jdbi().useHandle(handle -> handle.execute(statement, parameters));
  }

  private static String lastMessage(EtlProcess etl) {
    return etl.output().isEmpty()
        ? "none"
        : etl.output().get(etl.output().size() - 1).replaceFirst("^[0-9:]{8} ", "");
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while etl runs", e);
    }
  }

  private void report(String what, String moment, String lastMessage, String result) {
    System.err.println("kill: " + what + ": " + result);
    table.add(what, moment, lastMessage, result);
  }
}

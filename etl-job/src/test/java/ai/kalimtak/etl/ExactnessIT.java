package ai.kalimtak.etl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.ExpectedFailure;
import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.etl.exactness.CursorCopy;
import ai.kalimtak.etl.exactness.DeltaCommits;
import ai.kalimtak.etl.exactness.EtlProcess;
import ai.kalimtak.etl.exactness.Pace;
import ai.kalimtak.etl.exactness.ScriptedWriters;
import ai.kalimtak.etl.exactness.SourceAndLake;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small version of the benchmarks {@code exactness} and {@code kill}. */
class ExactnessIT {
  private static final Pace LATE = new Pace(Duration.ofMillis(200), Duration.ofSeconds(1));

  @TempDir static Path folder;
  private static TestSession session;

  @BeforeAll
  static void open() {
    session = TestSession.in(folder, "etl.min-rows-per-read=20");
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @BeforeEach
  void reset() {
    session.reset();
  }

  @Test
  void pullsDuringWritesLoseNothingWhereACursorDoes() throws Exception {
    CursorCopy cursor = CursorCopy.strict(session.jdbi());
    try (ScriptedWriters writers = new ScriptedWriters(session.session().supabase(), 7, 3);
        Connection late = session.session().supabase().dedicatedConnection();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("select log_user_interaction(input_text => 'began first')");
      writers.start(60, LATE);
      while (writers.arePlaying()) {
        cursor.pull();
        // Run two pulls at once.
        CompletableFuture<EtlReport> other =
            CompletableFuture.supplyAsync(() -> session.run(new EtlJob()));
        session.run(new EtlJob());
        other.join();
      }
      assertThat(writers.await().commits()).isEqualTo(60);
      session
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute("delete from user_interactions where input_text = 'shared'"));
      cursor.pull();
      late.commit();
    }
    cursor.pull();
    session.run(new EtlJob());
    assertSourceAndLakeAreEqual();
    assertThat(cursor.difference().missing()).as("committed late").isPositive();
    assertThat(cursor.difference().surplus()).as("deleted").isPositive();
  }

  @Test
  void reportsLostConnectionsInOneLineAndTheNextPullRecovers() {
    insertRows(100);
    session.run(new EtlJob());
    insertRows(30_000);
    AtomicBoolean terminated = new AtomicBoolean();
    CompletableFuture<Throwable> pull =
        CompletableFuture.supplyAsync(() -> ExpectedFailure.of(() -> session.run(new EtlJob())));
    while (!pull.isDone()) {
      terminated.compareAndSet(false, terminateReads());
    }
    assertThat(terminated).isTrue();
    assertThat(pull.join())
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("etl failed: the database answered with SQLSTATE ")
        .hasMessageNotContaining("\n");
    session.run(new EtlJob());
    assertSourceAndLakeAreEqual();
  }

  @Test
  void recoversFromAPullThatWasKilledBetweenItsCommits() {
    insertRows(100);
    session.run(new EtlJob());
    try (ScriptedWriters writers = new ScriptedWriters(session.session().supabase(), 8, 2)) {
      writers.play(30);
    }
    insertRows(10);
    DeltaCommits commits = new DeltaCommits(session.session(), Identities.TABLE);
    long version = commits.next();
    try (EtlProcess etl = EtlProcess.start(session.session().core(), List.of())) {
      assertThat(commits.await(version, etl::isRunning)).as("%s", etl.output()).isTrue();
      assertThat(etl.kill()).isTrue();
    }
    assertThat(new SourceAndLake(session.session()).difference().isEmpty()).isFalse();
    session.run(new EtlJob());
    assertSourceAndLakeAreEqual();
  }

  private static void assertSourceAndLakeAreEqual() {
    SourceAndLake tables = new SourceAndLake(session.session());
    assertThat(tables.difference()).matches(difference -> difference.isEmpty());
    assertThat(tables.problems()).isEmpty();
  }

  /** Inserts rows of a new user. */
  private static void insertRows(int count) {
    session
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into user_interactions (input_text, user_id, model_output) select 'row ' || n, ?, repeat('answer ', 100) from generate_series(1, ?) n",
                    UUID.randomUUID(),
                    count));
  }

  private static boolean terminateReads() {
    return session
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select count(pg_terminate_backend(pid)) > 0 from pg_stat_activity where state = 'active' and query like 'copy (select \"id\"%'")
                    .mapTo(Boolean.class)
                    .one());
  }
}

package ai.kalimtak.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.job.Reservations.Outcome;
import ai.kalimtak.common.job.Reservations.Reservation;
import ai.kalimtak.common.json.Json;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservationsIT {
  @TempDir static Path folder;
  private static TestSession session;
  private static JobRuns runs;
  private static Reservations reservations;

  @BeforeAll
  static void start() {
    session = TestSession.in(folder);
    runs = session.session().jobRuns();
    reservations = new Reservations(session.jdbi(), Optional.empty());
  }

  @AfterAll
  static void stop() {
    session.close();
  }

  @BeforeEach
  void reset() {
    session.jdbi().useHandle(handle -> handle.execute("delete from job_runs"));
  }

  @Test
  void adoptsTheRowReservedForTheProcess() {
    long reserved = reserve().runId();
    assertThat(begin(reserved)).isEqualTo(reserved);
    assertThat(run(reserved).stats().isEmpty()).isTrue();
    assertThat(begin(reserved))
        .as("a second run in the process is a separate run")
        .isGreaterThan(reserved);
  }

  @Test
  void takesAHigherNumberIfAnotherRunStartedFirst() {
    long reserved = reserve().runId();
    // A run started by cron leaves the reserved row alone.
    long between = begin(Optional.empty());
    runs.finish(between, new Report());
    assertThat(run(reserved).status()).isEqualTo("running");
    long taken = begin(reserved);
    assertThat(taken).isGreaterThan(between);
    assertThat(run(reserved).status()).isEqualTo("skipped");
    assertThat(Reservations.continuedAs(run(reserved))).contains(taken);
    assertThat(run(reserved).stats()).isEqualTo(Json.read("{\"continuedAs\": " + taken + "}"));
  }

  @Test
  void doesNotAdoptAClosedRowOrOneOfAnotherJob() {
    long closed = reserve().runId();
    reservations.abandon(closed, "gone");
    assertThat(begin(closed)).isGreaterThan(closed);
    assertThat(run(closed).error()).contains("gone");
    long others = reservations.reserve("other", Optional.empty()).runId();
    assertThat(begin(others)).isGreaterThan(others);
    assertThat(run(others).status()).isEqualTo("running");
  }

  @Test
  void theNextRunClosesARowWhoseProcessNeverStarted() {
    long reserved = reserve().runId();
    age(reserved);
    long next = begin(Optional.empty());
    assertThat(run(reserved).status()).isEqualTo("failed");
    assertThat(begin(reserved)).isGreaterThan(next);
  }

  @Test
  void reservesOneRunAtATimeAndReturnsTheSameRunForTheSameKey() {
    Reservation first = reservations.reserve("quality", Optional.of("monday"));
    assertThat(first.outcome()).isEqualTo(Outcome.RESERVED);
    assertThat(reserve()).isEqualTo(new Reservation(first.runId(), Outcome.BUSY));
    assertThat(reservations.reserve("quality", Optional.of("monday")))
        .isEqualTo(new Reservation(first.runId(), Outcome.REPEATED));
    reservations.abandon(first.runId(), "gone");
    assertThat(reservations.reserve("quality", Optional.of("monday")).outcome())
        .isEqualTo(Outcome.REPEATED);
    assertThat(reservations.reserve("quality", Optional.of("tuesday")).outcome())
        .isEqualTo(Outcome.RESERVED);
  }

  @Test
  void concurrentRequestsReserveOneRun() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<Reservation> request = ReservationsIT::reserve;
      List<Future<Reservation>> requests =
          pool.invokeAll(List.of(request, request, request, request, request, request));
      int reserved = 0;
      for (Future<Reservation> answer : requests) {
        reserved += answer.get().outcome() == Outcome.RESERVED ? 1 : 0;
      }
      assertThat(reserved).isEqualTo(1);
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void refusesAReservationOnlyWhileARunHoldsTheLock() throws SQLException {
    long running = runs.start("quality");
    assertThat(reserve().outcome()).as("its process no longer runs").isEqualTo(Outcome.RESERVED);
    session
        .jdbi()
        .useHandle(handle -> handle.execute("delete from job_runs where run_id <> ?", running));
    try (Connection holder = session.session().supabase().dedicatedConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("select " + RunLock.TRY.replace(":job", "'quality'"));
      assertThat(reserve()).isEqualTo(new Reservation(running, Outcome.BUSY));
      holder.rollback();
    }
  }

  private static Reservation reserve() {
    return reservations.reserve("quality", Optional.empty());
  }

  private static long begin(long given) {
    return begin(Optional.of(String.valueOf(given)));
  }

  /** Begins a run like a process with this number in its environment. */
  private static long begin(Optional<String> given) {
    return JobRunner.begin(runs, new Reservations(session.jdbi(), given), "quality");
  }

  private static JobRuns.Run run(long runId) {
    return runs.find(runId).orElseThrow();
  }

  private static void age(long runId) {
    session
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update job_runs set started_at = now() - interval '1 hour' where run_id = ?",
                    runId));
  }

  private record Report() implements JobReport {
    @Override
    public String headline() {
      return "done";
    }

    @Override
    public List<Line> lines() {
      return List.of();
    }
  }
}

package ai.kalimtak.submit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.MigratedPostgres;
import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.schedule.ScheduleFacts;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several schedulers, in separate processes, with one Postgres. A script replaces the launcher; it
 * records its calls and behaves as a test requires.
 */
class ScheduleIT {
  private static final String SCRIPT =
      """
      #!/usr/bin/env bash
      folder=$(dirname "$0")
      echo "$1" >>"$folder/calls"
      case $(cat "$folder/$1.does" 2>/dev/null) in
        hang) exec sleep 300 ;;
        deaf) trap '' TERM; sleep 300 & : >"$folder/deaf"; while :; do wait; done ;;
        refuse) exit 3 ;;
        fail) echo "kalimtak: the lake is gone"; exit 1 ;;
        reject) exit 2 ;;
        linger) sleep 1 ;;
      esac
      """;

  @TempDir static Path folder;
  private static JobSession session;
  private final List<Process> schedulers = new ArrayList<>();

  @BeforeAll
  static void open() throws IOException {
    Path script = launcher();
    Files.writeString(script, SCRIPT);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    MigratedPostgres.copyTo(folder);
    CoreSettings core =
        Settings.load(Optional.empty(), List.of("state.directory=" + folder))
            .reader()
            .bind(CoreSettings::from);
    session = JobSession.open(core, "test");
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @BeforeEach
  void reset() throws IOException {
    for (String verb : List.of("calls", "deaf", "etl.does", "quality.does", "rollout.does")) {
      Files.deleteIfExists(folder.resolve(verb));
    }
    session
        .supabase()
        .jdbi()
        .useHandle(
            handle -> handle.execute("truncate scheduled_tasks, schedulers, job_runs cascade"));
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process scheduler : schedulers) {
      scheduler.descendants().forEach(ProcessHandle::destroyForcibly);
      scheduler.destroyForcibly().waitFor();
    }
  }

  @Test
  void twoInstancesStartADueRunOnce() throws Exception {
    startScheduler();
    startScheduler();
    await("two schedulers", () -> facts().instances().size() == 2);
    behave("etl", "linger");
    for (int time = 1; time <= 3; time++) {
      makeDue(Duration.ZERO);
      int runs = time;
      await("run " + time, () -> finished().size() == runs);
    }
    // Gives the other instance time to start the runs again by mistake.
    TimeUnit.SECONDS.sleep(2);
    assertThat(finished()).extracting(JobRuns.Run::status).containsOnly("succeeded").hasSize(3);
    assertThat(calls())
        .containsExactly(
            "etl", "quality", "rollout", "etl", "quality", "rollout", "etl", "quality", "rollout");
  }

  @Test
  void catchesUpOnceOnARunMissedWithoutAScheduler() throws Exception {
    Process first = startScheduler();
    await("a scheduler", () -> facts().isAlive());
    first.destroy();
    assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(facts().instances()).as("it has deregistered").isEmpty();
    makeDue(Duration.ofDays(3));
    assertThat(daily().overdue()).isTrue();

    startScheduler();
    await("the missed run", () -> finished().size() == 1);
    TimeUnit.SECONDS.sleep(2);
    assertThat(calls()).containsExactly("etl", "quality", "rollout");
    JsonNode stats = finished().get(0).stats();
    assertThat(stats.path("late_seconds").asLong()).isBetween(259_200L, 259_260L);
    assertThat(stats.path("steps").path(1).path("step").asText()).isEqualTo("quality");
    assertThat(stats.path("steps").path(1).path("exit_code").asInt(-1)).isZero();
    assertThat(daily().next().orElseThrow()).isAfter(OffsetDateTime.now(ZoneOffset.UTC));
  }

  @Test
  void takesOverTheRunOfAKilledInstanceOnce() throws Exception {
    behave("quality", "hang");
    Process killed = startScheduler();
    await("a scheduler", () -> facts().isAlive());
    makeDue(Duration.ZERO);
    await("its second step", () -> calls().size() == 2);
    List<ProcessHandle> orphans = killed.descendants().toList();
    killed.destroyForcibly().waitFor();
    behave("quality", "linger");
    for (int instance = 0; instance < 2; instance++) {
      startScheduler();
    }
    TimeUnit.SECONDS.sleep(1);
    assertThat(calls()).as("while the killed instance still counts as alive").hasSize(2);
    await("the repeated run", () -> finished().size() == 2);
    TimeUnit.SECONDS.sleep(2);
    assertThat(calls()).containsExactly("etl", "quality", "etl", "quality", "rollout");
    assertThat(finished())
        .extracting(JobRuns.Run::status, run -> run.error().orElse(""))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("succeeded", ""),
            org.assertj.core.groups.Tuple.tuple("failed", "the process ended before the run did"));
    orphans.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void stopsAndRecordsAHangingStepAndKeepsTheNextTime() throws Exception {
    behave("etl", "deaf");
    startScheduler("schedule.max-hours.daily=0.002");
    await("a scheduler", () -> facts().isAlive());
    makeDue(Duration.ZERO);
    await("the step's own process", () -> Files.exists(folder.resolve("deaf")));
    List<ProcessHandle> hanging = schedulers.get(0).descendants().toList();
    assertThat(hanging).hasSizeGreaterThan(1);
    await("its end", () -> finished().size() == 1);
    // The system needs a moment to remove killed processes.
    await("the end of its processes", () -> hanging.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(finished().get(0).status()).isEqualTo("failed");
    assertThat(finished().get(0).error().orElseThrow())
        .isEqualTo("etl was stopped: the run took longer than 0.002 hours");
    assertThat(calls()).containsExactly("etl");
    await("its next time", () -> daily().runningOn().isEmpty());
    assertThat(daily().next().orElseThrow())
        .isAfter(OffsetDateTime.now(ZoneOffset.UTC).plusMinutes(2));
  }

  @Test
  void aRunStoppedWithItsSchedulerIsDueForTheNextOne() throws Exception {
    behave("quality", "hang");
    Process first = startScheduler();
    await("a scheduler", () -> facts().isAlive());
    makeDue(Duration.ofMinutes(5));
    await("its second step", () -> calls().size() == 2);
    List<ProcessHandle> children = first.descendants().toList();
    first.destroy();
    assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
    await("the end of its processes", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(finished().get(0).error().orElseThrow())
        .isEqualTo("quality was stopped because the scheduler shut down");
    behave("quality", "linger");
    startScheduler();
    await("the run", () -> finished().size() == 2);
    assertThat(finished().get(0).status()).isEqualTo("succeeded");
    assertThat(finished().get(0).stats().path("late_seconds").asLong()).isBetween(300L, 360L);
  }

  @Test
  void retriesAFailedRunUnlessItsSettingsAreWrong() throws Exception {
    behave("quality", "fail");
    startScheduler("schedule.retries=1", "schedule.retry-minutes=0.01");
    await("a scheduler", () -> facts().isAlive());
    makeDue(Duration.ZERO);
    await("the second try", () -> finished().size() == 2);
    assertThat(finished().get(0).error().orElseThrow())
        .isEqualTo("quality exited with code 1: the lake is gone");
    await("its next time", () -> daily().runningOn().isEmpty());
    assertThat(daily().next().orElseThrow())
        .isAfter(OffsetDateTime.now(ZoneOffset.UTC).plusMinutes(2));

    behave("quality", "reject");
    makeDue(Duration.ZERO);
    await("the third run", () -> finished().size() == 3);
    TimeUnit.SECONDS.sleep(2);
    assertThat(calls()).containsExactly("etl", "quality", "etl", "quality", "etl", "quality");
  }

  @Test
  void aRefusingGateDoesNotFailTheRun() throws Exception {
    behave("quality", "refuse");
    assertThat(runOnce("daily")).isEqualTo(ExitCode.DONE.code());
    assertThat(calls()).containsExactly("etl", "quality", "rollout");
    behave("etl", "fail");
    assertThat(runOnce("daily")).isEqualTo(ExitCode.FAILED.code());
    assertThat(calls()).hasSize(4);
  }

  @Test
  void aDependentProcessExitsWithItsParent() throws Exception {
    Process parent = new ProcessBuilder("sleep", "300").start();
    ProcessBuilder builder = schedulerCommand();
    builder.environment().put("KALIMTAK_PARENT_PROCESS", String.valueOf(parent.pid()));
    Process child = builder.start();
    schedulers.add(child);
    await("the child", () -> facts().isAlive());
    parent.destroyForcibly().waitFor();
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    await("the child to count as dead", () -> !facts().isAlive());
    assertThat(facts().instances()).hasSize(1);
  }

  private Process startScheduler(String... settings) throws IOException {
    Process scheduler = schedulerCommand(settings).start();
    schedulers.add(scheduler);
    return scheduler;
  }

  private static ProcessBuilder schedulerCommand(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "state.directory=" + folder,
                "schedule.poll-seconds=1",
                "schedule.heartbeat-seconds=2",
                "schedule.grace-seconds=1"));
    all.addAll(List.of(settings));
    List<String> arguments = new ArrayList<>(List.of("schedule"));
    all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return new ProcessBuilder(
            KalimtakProcess.command(
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dkalimtak.launcher=" + launcher()),
                arguments))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()));
  }

  private static int runOnce(String run) {
    System.setProperty("kalimtak.launcher", launcher().toString());
    try {
      return JobCommand.execute(
          Kalimtak.command(), "schedule", "--once", run, "--set", "state.directory=" + folder);
    } finally {
      System.clearProperty("kalimtak.launcher");
    }
  }

  private static Path launcher() {
    return folder.resolve("kalimtak");
  }

  private static void behave(String verb, String what) throws IOException {
    Files.writeString(folder.resolve(verb + ".does"), what);
  }

  private static List<String> calls() throws IOException {
    Path calls = folder.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  /** Makes the daily run due since a time ago, as soon as a scheduler has added it. */
  private static void makeDue(Duration since) throws Exception {
    await(
        "the daily run",
        () ->
            session
                    .supabase()
                    .jdbi()
                    .withHandle(
                        handle ->
                            handle.execute(
                                "update scheduled_tasks set execution_time = now() - ? * interval '1 second'"
                                    + " where task_name = 'schedule-daily' and not picked",
                                since.toSeconds()))
                == 1);
  }

  private static ScheduleFacts facts() {
    return ScheduleFacts.of(session.supabase().jdbi(), session.jobRuns());
  }

  private static ScheduleFacts.Run daily() {
    return facts().runs().get(0);
  }

  /** Returns the finished runs, newest first. */
  private static List<JobRuns.Run> finished() {
    return session.jobRuns().latest(100).stream().filter(run -> run.endedAt().isPresent()).toList();
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(90));
    while (!condition.call()) {
      Path out = folder.resolve("out");
      assertThat(Instant.now())
          .as(
              "waiting for %s; schedulers said:%n%s",
              what, Files.exists(out) ? Files.readString(out) : "")
          .isBefore(end);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}

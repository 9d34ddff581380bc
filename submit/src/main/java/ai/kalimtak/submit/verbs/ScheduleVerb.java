package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobOutcome;
import ai.kalimtak.common.job.JobRunner;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.job.Launcher;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.schedule.Cadence;
import ai.kalimtak.submit.schedule.RunScheduler;
import ai.kalimtak.submit.schedule.ScheduleSettings;
import ai.kalimtak.submit.schedule.ScheduledRun;
import ai.kalimtak.submit.schedule.ScheduledRunReport;
import ai.kalimtak.submit.terminal.TextTable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Runs the jobs on their schedule until it is stopped, or one scheduled run immediately. */
public final class ScheduleVerb extends Verb {
  private static final int STOP_SECONDS = 120;

  @Option(
      names = "--once",
      paramLabel = "daily|weekly|monthly",
      converter = CadenceName.class,
      completionCandidates = CadenceName.class,
      description = "Do this run now, regardless of the time, and exit.")
  private Cadence once;

  private record Bound(CoreSettings core, ScheduleSettings schedule) {}

  @Override
  ExitCode run(Settings settings) {
    Bound bound =
        settings
            .reader()
            .bind(reader -> new Bound(CoreSettings.from(reader), ScheduleSettings.from(reader)));
    Launcher launcher = Launcher.own(options());
    return once == null ? runUntilStopped(bound, launcher) : runOnce(bound, launcher);
  }

  private ExitCode runOnce(Bound bound, Launcher launcher) {
    try (JobSession session = JobSession.open(bound.core(), "schedule")) {
      JobOutcome<ScheduledRunReport> outcome =
          JobRunner.run(session, ScheduledRun.now(once, launcher), bound.schedule());
      print(outcome.job() + ", run " + outcome.runId() + ": " + outcome.report().headline());
      TextTable table = new TextTable("", "");
      outcome.report().lines().forEach(line -> table.add(line.name(), line.value()));
      print(table.renderRows());
      printJson(outcome);
      return outcome.report().exitCode();
    }
  }

  private ExitCode runUntilStopped(Bound bound, Launcher launcher) {
    CountDownLatch stopRequested = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopRequested, stopped), "stop"));
    try (JobSession session = JobSession.open(bound.core(), "schedule");
        RunScheduler scheduler = RunScheduler.start(session, bound.schedule(), launcher)) {
      print("Running until stopped (Ctrl-C, or kill " + ProcessHandle.current().pid() + "):\n");
      print(timetable(bound.schedule()));
      stopRequested.await();
      LOG.info("schedule: {} is stopping, together with the run in progress", scheduler.name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
    return ExitCode.DONE;
  }

  /** Keeps the process alive until the scheduler has stopped. */
  private static void stop(CountDownLatch stopRequested, CountDownLatch stopped) {
    stopRequested.countDown();
    try {
      if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("schedule: still running after {} s; exiting anyway", STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String timetable(ScheduleSettings settings) {
    TextTable table = new TextTable("run", "next (UTC)", "steps");
    for (Cadence cadence : Cadence.values()) {
      ScheduleSettings.Plan plan = settings.plan(cadence);
      Optional<Instant> next = plan.nextAfter(Instant.now());
      table.add(
          cadence.label(),
          next.map(time -> time.toString().replace('T', ' ').replace("Z", "")).orElse("never"),
          plan.steps().stream()
              .map(ScheduleSettings.Step::toString)
              .collect(Collectors.joining(", ")));
    }
    return table.render();
  }

  /** Cadence names in lower case, as in the settings. */
  static final class CadenceName implements ITypeConverter<Cadence>, Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Cadence.values()).map(Cadence::label).iterator();
    }

    @Override
    public Cadence convert(String text) {
      return Arrays.stream(Cadence.values())
          .filter(cadence -> cadence.label().equals(text.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("must be daily, weekly or monthly"));
    }
  }
}

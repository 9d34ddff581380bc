package ai.kalimtak.submit.schedule;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.job.Launcher;
import ai.kalimtak.common.job.Rounding;
import ai.kalimtak.common.settings.SettingsReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a scheduled run in order, each in a separate process. It is a job like any
 * other: its lock prevents a second run on any host, and its report is stored in {@code job_runs}.
 */
public final class ScheduledRun implements Job<ScheduleSettings, ScheduledRunReport> {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  private final Cadence cadence;
  private final Launcher launcher;
  private final Optional<Instant> due;
  private final Supplier<Optional<Ending>> interruption;

  ScheduledRun(
      Cadence cadence,
      Launcher launcher,
      Optional<Instant> due,
      Supplier<Optional<Ending>> interruption) {
    this.cadence = cadence;
    this.launcher = launcher;
    this.due = due;
    this.interruption = interruption;
  }

  /** Creates a run that was requested by hand and starts now. */
  public static ScheduledRun now(Cadence cadence, Launcher launcher) {
    return new ScheduledRun(cadence, launcher, Optional.empty(), Optional::empty);
  }

  @Override
  public String name() {
    return cadence.job();
  }

  @Override
  public ScheduleSettings bind(SettingsReader reader) {
    return ScheduleSettings.from(reader);
  }

  @Override
  public ScheduledRunReport run(ScheduleSettings settings, JobContext context) {
    Instant began = Instant.now();
    ScheduleSettings.Plan plan = settings.plan(cadence);
    StepLogs logs = new StepLogs(context.core().stateDirectory());
    logs.removeOlderThan(settings.keepLogsDays());
    Supplier<Optional<Ending>> reasonToEnd =
        () ->
            Instant.now().isAfter(began.plus(plan.limit()))
                ? Optional.of(Ending.STUCK)
                : interruption.get();
    List<ScheduledRunReport.Step> steps = new ArrayList<>();
    Optional<Failure> failure = Optional.empty();
    for (ScheduleSettings.Step step : plan.steps()) {
      Path log = logs.of(cadence, context.runId(), step);
      LOG.info("{}: starting {}, log in {}", cadence.job(), step, log);
      long started = System.nanoTime();
      StepProcess process = StepProcess.start(launcher, step, log);
      Optional<Ending> ending = process.await(reasonToEnd, settings.grace());
      ScheduledRunReport.Step ended =
          new ScheduledRunReport.Step(
              step.toString(), process.exitCode(), Rounding.secondsSince(started), log.toString());
      steps.add(ended);
      failure = Failure.of(ended, ending, plan.limit(), process.lastMessage());
      if (failure.isPresent()) {
        break;
      }
    }
    return new ScheduledRunReport(
        cadence.label(),
        due,
        due.map(time -> Math.max(0, Duration.between(time, began).toSeconds())).orElse(0L),
        steps,
        failure.map(Failure::reason),
        failure.map(Failure::retryable).orElse(false));
  }

  private record Failure(String reason, boolean retryable) {
    static Optional<Failure> of(
        ScheduledRunReport.Step step,
        Optional<Ending> ending,
        Duration limit,
        Optional<String> lastMessage) {
      if (ending.isPresent()) {
        return Optional.of(of(step.step(), ending.get(), limit));
      }
      if (step.done()) {
        return Optional.empty();
      }
      return Optional.of(
          new Failure(
              step.step()
                  + " exited with code "
                  + step.exitCode()
                  + lastMessage.map(message -> ": " + message).orElse("; see " + step.log()),
              step.exitCode() != ExitCode.BAD_SETTINGS.code()));
    }

    private static Failure of(String step, Ending ending, Duration limit) {
      return switch (ending) {
        case STUCK ->
            new Failure(
                step
                    + " was stopped: the run took longer than "
                    + BigDecimal.valueOf(limit.toMillis())
                        .divide(BigDecimal.valueOf(3_600_000), 3, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                    + " hours",
                false);
        case SHUTDOWN -> new Failure(step + " was stopped because the scheduler shut down", true);
        case CUT_OFF ->
            new Failure(
                step + " was stopped because the scheduler lost its database connection", true);
      };
    }
  }
}

package ai.kalimtak.submit.schedule;

import ai.kalimtak.common.job.JobRunner;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.job.Launcher;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts runs when they are due. Due times are stored in Postgres, where one of several instances
 * picks up a run; another takes over if its heartbeat stops. A missed run is started once, later.
 * Runs never overlap because each needs the whole machine.
 */
public final class RunScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  private final JobSession session;
  private final ScheduleSettings settings;
  private final Launcher launcher;
  private final Heartbeat heartbeat;
  private final Scheduler scheduler;

  private RunScheduler(
      JobSession session, ScheduleSettings settings, Launcher launcher, Heartbeat heartbeat) {
    this.session = session;
    this.settings = settings;
    this.launcher = launcher;
    this.heartbeat = heartbeat;
    List<Task<?>> tasks = new ArrayList<>();
    for (Cadence cadence : Cadence.values()) {
      if (!settings.plan(cadence).schedule().isDisabled()) {
        tasks.add(task(cadence));
      }
    }
    this.scheduler =
        Scheduler.create(session.supabase().dataSource(), tasks)
            .schedulerName(new SchedulerName.Fixed(heartbeat.name()))
            .threads(1)
            .pollingInterval(settings.poll())
            .heartbeatInterval(settings.heartbeat())
            .missedHeartbeatsLimit(ScheduleSettings.MISSED_HEARTBEATS)
            .shutdownMaxWait(settings.grace().plusSeconds(20))
            .addSchedulerListener(new TakenOver())
            .build();
  }

  /** Adds missing runs to the table and starts polling. */
  public static RunScheduler start(
      JobSession session, ScheduleSettings settings, Launcher launcher) {
    Heartbeat heartbeat = Heartbeat.start(session.supabase().jdbi(), settings);
    RunScheduler started = new RunScheduler(session, settings, launcher, heartbeat);
    for (Cadence cadence : Cadence.values()) {
      started.place(cadence);
    }
    started.scheduler.start();
    return started;
  }

  /** Returns the key of its row in the table {@code schedulers}. */
  public String name() {
    return heartbeat.name();
  }

  /** Stops the run in progress; it is due immediately for the next scheduler. */
  @Override
  public void close() {
    scheduler.stop();
    heartbeat.close();
  }

  /**
   * Sets the due time from the settings. A run that is already due, is running, or waits for a
   * retry is left alone.
   */
  private void place(Cadence cadence) {
    Optional<Instant> next = settings.plan(cadence).nextAfter(Instant.now());
    if (next.isEmpty()) {
      remove(cadence);
      return;
    }
    scheduler.scheduleIfNotExists(
        new TaskInstance<>(cadence.job(), RecurringTask.INSTANCE), next.get());
    move(cadence, next.get());
  }

  /**
   * Uses a single statement so that a run that another instance makes due at the same time stays
   * due.
   */
  private void move(Cadence cadence, Instant next) {
    session
        .supabase()
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        update scheduled_tasks set execution_time = :next, version = version + 1
                        where task_name = :job and not picked
                          and execution_time > now() and execution_time <> :next
                          and (coalesce(consecutive_failures, 0) = 0 or execution_time > :next)
                        """)
                    .bind("next", next)
                    .bind("job", cadence.job())
                    .execute());
  }

  private void remove(Cadence cadence) {
    session
        .supabase()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "delete from scheduled_tasks where task_name = ? and not picked",
                    cadence.job()));
  }

  private RecurringTask<Void> task(Cadence cadence) {
    return Tasks.recurring(cadence.job(), settings.plan(cadence).schedule())
        .onFailure((complete, operations) -> afterFailure(cadence, complete, operations))
        .onDeadExecutionRevive()
        .doNotScheduleOnStartup()
        .execute((instance, context) -> run(cadence, context));
  }

  private void run(Cadence cadence, ExecutionContext context) {
    Instant due = context.getExecution().getExecutionTime();
    ScheduledRun run =
        new ScheduledRun(cadence, launcher, Optional.of(due), () -> interruption(context));
    ScheduledRunReport report = JobRunner.run(session, run, settings).report();
    if (report.failure().isPresent()) {
      throw new RunFailed(
          report.failure().get(), context.getSchedulerState().isShuttingDown(), report.retryable());
    }
  }

  private static Optional<Ending> interruption(ExecutionContext context) {
    if (context.getSchedulerState().isShuttingDown()) {
      return Optional.of(Ending.SHUTDOWN);
    }
    // One heartbeat before another instance may take over the run.
    double threshold = 1 - 1.0 / ScheduleSettings.MISSED_HEARTBEATS;
    return context.getCurrentlyExecuting().getHeartbeatState().getFractionDead() > threshold
        ? Optional.of(Ending.CUT_OFF)
        : Optional.empty();
  }

  private void afterFailure(
      Cadence cadence, ExecutionComplete complete, ExecutionOperations<Void> operations) {
    Execution execution = complete.getExecution();
    Instant next = settings.plan(cadence).nextAfter(complete.getTimeDone()).orElseThrow();
    Instant again = complete.getTimeDone().plus(settings.retryAfter());
    Optional<RunFailed> failed =
        complete.getCause().filter(RunFailed.class::isInstance).map(RunFailed.class::cast);
    // Any other failure comes from the database or from another run, and is temporary.
    boolean retryable = failed.map(RunFailed::retryable).orElse(true);
    if (failed.map(RunFailed::endedWithScheduler).orElse(false)) {
      operations.reschedule(complete, execution.getExecutionTime());
    } else if (retryable
        && execution.consecutiveFailures < settings.retries()
        && again.isBefore(next)) {
      LOG.warn("{}: failed; next retry at {}", cadence.job(), again);
      operations.reschedule(complete, again);
    } else {
      LOG.warn("{}: failed; next run at {}", cadence.job(), next);
      operations.reschedule(complete, next);
    }
  }

  private static final class RunFailed extends RuntimeException {
    private final boolean endedWithScheduler;
    private final boolean retryable;

    RunFailed(String reason, boolean endedWithScheduler, boolean retryable) {
      super(reason);
      this.endedWithScheduler = endedWithScheduler;
      this.retryable = retryable;
    }

    boolean endedWithScheduler() {
      return endedWithScheduler;
    }

    boolean retryable() {
      return retryable;
    }
  }

  private static final class TakenOver extends AbstractSchedulerListener {
    @Override
    public void onExecutionDead(Execution execution) {
      LOG.warn(
          "{}: the heartbeat of its scheduler {} has stopped; the run is due again",
          execution.getTaskName(),
          execution.pickedBy);
    }
  }
}

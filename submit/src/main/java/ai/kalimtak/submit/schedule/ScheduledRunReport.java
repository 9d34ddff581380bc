package ai.kalimtak.submit.schedule;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobReport;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The result of a scheduled run.
 *
 * @param due when it should have started; empty if it was requested by hand
 * @param lateSeconds seconds between due time and start
 * @param steps the steps that were started
 * @param failure the reason of the failure, as shown to users
 * @param retryable whether a retry may succeed
 */
public record ScheduledRunReport(
    String run,
    Optional<Instant> due,
    long lateSeconds,
    List<Step> steps,
    Optional<String> failure,
    boolean retryable)
    implements JobReport {

  /**
   * A step that was started.
   *
   * @param log path of its log, below the state directory of the scheduler's host
   */
  public record Step(String step, int exitCode, double seconds, String log) {
    boolean gateRefused() {
      return exitCode == ExitCode.GATE_REFUSED.code();
    }

    boolean done() {
      return exitCode == ExitCode.DONE.code() || gateRefused();
    }
  }

  @Override
  public ExitCode exitCode() {
    return failure.isPresent() ? ExitCode.FAILED : ExitCode.DONE;
  }

  @Override
  public String headline() {
    return failure.orElseGet(
        () -> steps.stream().map(Step::step).collect(Collectors.joining(", ")) + " done");
  }

  @Override
  public List<Line> lines() {
    return steps.stream()
        .map(
            step ->
                new Line(
                    step.step(),
                    String.format(
                        Locale.ROOT,
                        "%s in %.1f s, %s",
                        step.gateRefused()
                            ? "a gate refused a version"
                            : step.done() ? "done" : "exit code " + step.exitCode(),
                        step.seconds(),
                        step.log())))
        .toList();
  }
}

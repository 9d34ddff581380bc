package ai.kalimtak.submit.schedule;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobReport;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of a scheduled run.
 *
 * @param due when it should have begun; empty when a person asked for it
 * @param lateSeconds how much later it began
 * @param steps those that were started
 * @param failure why it failed, for people
 * @param retryable whether the same again may do better
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
   * @param log what it printed, under the state directory of the scheduler's host
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

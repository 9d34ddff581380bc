package ai.kalimtak.submit.schedule;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Launcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The process of one step, watched until it exits or is stopped. */
final class StepProcess {
  private static final int WATCH_MILLIS = 200;
  private static final String MESSAGE_PREFIX = "kalimtak: ";

  private final Process process;
  private final Path log;

  private StepProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static StepProcess start(Launcher launcher, ScheduleSettings.Step step, Path log) {
    return new StepProcess(launcher.startDependent(log, step.verb(), step.arguments()), log);
  }

  /**
   * Waits until the process exits, and stops it if there is a reason to.
   *
   * @param reasonToStop polled several times per second
   * @return the reason for stopping it; empty if it exited by itself
   */
  Optional<Ending> await(Supplier<Optional<Ending>> reasonToStop, Duration grace) {
    try {
      while (!process.waitFor(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
        Optional<Ending> reason = reasonToStop.get();
        if (reason.isPresent()) {
          stop(grace);
          return reason;
        }
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      return Optional.of(Ending.SHUTDOWN);
    }
  }

  int exitCode() {
    return process.exitValue();
  }

  /** Returns the last message that it printed, ignoring stack traces and progress. */
  Optional<String> lastMessage() {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith(MESSAGE_PREFIX))
          .reduce((first, second) -> second)
          .map(line -> line.substring(MESSAGE_PREFIX.length()));
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private void stop(Duration grace) throws InterruptedException {
    // Collected first, because children of a dead process can no longer be found.
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
    children.forEach(ProcessHandle::destroyForcibly);
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw JobException.failed(
          "process " + process.pid() + " cannot be stopped", "Inspect it on the host");
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}

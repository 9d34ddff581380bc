package ai.kalimtak.submit.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** The logs of scheduled steps: one file per step, in {@code logs}. */
final class StepLogs {
  private final Path folder;

  StepLogs(Path stateDirectory) {
    this.folder = stateDirectory.resolve("logs");
  }

  Path of(Cadence cadence, long runId, ScheduleSettings.Step step) {
    return folder.resolve(cadence.job() + "-" + runId + "-" + step.verb() + ".log");
  }

  /** Deletes only logs of scheduled steps; other files in the folder are left alone. */
  void removeOlderThan(int days) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Instant oldest = Instant.now().minus(Duration.ofDays(days));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(StepLogs::isOwn).toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOwn(Path file) {
    return file.getFileName().toString().matches("schedule-[a-z]+-[0-9]+-[a-z]+\\.log");
  }
}

package ai.kalimtak.bench.workbench;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.common.job.JobRunner;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.settings.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An embedded Postgres, a Spark session and a lake in a temporary folder that is deleted at the
 * end.
 */
public final class Workbench implements AutoCloseable {
  private final Path folder;
  private final List<String> assignments;
  private final JobSession session;

  public Workbench(List<String> more) {
    try {
      this.folder = Files.createTempDirectory("kalimtak-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.assignments = new ArrayList<>(List.of("state.directory=" + folder));
    this.assignments.addAll(more);
    this.session = JobSession.open(reader(List.of()).bind(CoreSettings::from), "bench");
  }

  public JobSession session() {
    return session;
  }

  public Path folder() {
    return folder;
  }

  public <S, R extends JobReport> R run(Job<S, R> job) {
    return run(job, List.of());
  }

  /** Runs a job with additional settings. */
  public <S, R extends JobReport> R run(Job<S, R> job, List<String> more) {
    return JobRunner.run(session, job, reader(more).bind(job::bind)).report();
  }

  /** Returns the benchmark's settings plus additional ones. */
  public SettingsReader reader(List<String> more) {
    List<String> all = new ArrayList<>(assignments);
    all.addAll(more);
    return Settings.load(Optional.empty(), all).reader();
  }

  /** Returns the seconds that the work takes. */
  public static double seconds(Runnable work) {
    long started = System.nanoTime();
    work.run();
    return (System.nanoTime() - started) / 1e9;
  }

  public static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  public static void delete(Path root) {
    try (Stream<Path> paths = Files.exists(root) ? Files.walk(root) : Stream.empty()) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    session.close();
    delete(folder);
  }
}

package ai.kalimtak.etl.exactness;

import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.etl.EtlJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code etl} in a separate process with this one's classes and options, so it can be killed.
 */
public final class EtlProcess implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final Process process;
  private final Thread reader;
  private final List<String> output = new ArrayList<>();

  private EtlProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "etl-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts it with the database and lake of these settings. */
  public static EtlProcess start(CoreSettings core, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-agentlib") && !option.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            EtlJob.class.getName(),
            "--set",
            "state.directory=" + core.stateDirectory(),
            "--set",
            "lake.root=" + core.lake().root(),
            "--set",
            "lake.restricted-root=" + core.lake().restrictedRoot(),
            "--set",
            "spark.master=" + core.spark().master()));
    core.spark()
        .conf()
        .forEach(
            (key, value) -> command.addAll(List.of("--set", "spark.conf." + key + "=" + value)));
    command.addAll(more);
    try {
      return new EtlProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it with SIGKILL; returns whether it was still running. */
  public boolean kill() {
    boolean wasRunning = process.isAlive();
    process.destroyForcibly();
    await();
    return wasRunning;
  }

  /** Waits for it to end; returns its exit code. */
  public int await() {
    try {
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("etl did not end within " + TIMEOUT);
      }
      reader.join(Duration.ofSeconds(10).toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for etl", e);
    }
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Returns the lines that it has printed so far. */
  public List<String> output() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      String line;
      while ((line = lines.readLine()) != null) {
        synchronized (output) {
          output.add(line);
        }
      }
    } catch (IOException e) {
      // The process was killed in the middle of a line.
    }
  }
}

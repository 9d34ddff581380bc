package ai.kalimtak.submit.launch;

import ai.kalimtak.common.failure.JobException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@code spark-submit} command, to be shown or to be run: both are the same words. */
public final class SubmitLine {
  private final List<List<ShellWord>> groups = new ArrayList<>();

  /** Words that belong together, and are shown in one line. */
  SubmitLine add(String... words) {
    groups.add(List.of(words).stream().map(ShellWord::of).toList());
    return this;
  }

  /** The script of a Spark distribution, shown by its variable. */
  SubmitLine addScript(String sparkHome) {
    groups.add(
        List.of(
            new ShellWord(
                Path.of(sparkHome, "bin", "spark-submit").toString(),
                "\"$SPARK_HOME\"/bin/spark-submit")));
    return this;
  }

  /** The command for a shell; it can be pasted, and holds no secret. */
  public String forShell() {
    return groups.stream()
        .map(group -> group.stream().map(ShellWord::shown).collect(Collectors.joining(" ")))
        .collect(Collectors.joining(" \\\n  "));
  }

  List<String> words() {
    return groups.stream().flatMap(List::stream).map(ShellWord::value).toList();
  }

  /**
   * How {@code spark-submit} ended. On a standalone cluster and on Kubernetes it ends with 0
   * however its driver did, so the state counts.
   *
   * @param driverState the last that it told, in capitals; empty where its log is too quiet for it
   */
  public record End(int exitCode, Optional<String> driverState) {
    private static final Set<String> WELL = Set.of("FINISHED", "SUCCEEDED");

    public boolean wasSuccess() {
      return exitCode == 0 && driverState.filter(WELL::contains).isPresent();
    }

    /** Neither its code nor its log tell what became of the driver. */
    public boolean isUnknown() {
      return exitCode == 0 && driverState.isEmpty();
    }

    /** As a driver ends whose own exit code is not 0. */
    public boolean wasFailure() {
      return driverState.map("FAILED"::equals).orElse(exitCode != 0);
    }
  }

  /**
   * Runs the command with this process' input and outputs; what ends this process ends it too.
   *
   * @return its exit code
   */
  public int run() {
    return run(new ProcessBuilder(words()).inheritIO(), process -> {});
  }

  /** As {@link #run()}, with an eye on what becomes of a driver on the cluster. */
  public End runOnCluster() {
    DriverWatch watch = new DriverWatch();
    int code =
        run(
            new ProcessBuilder(words()).inheritIO().redirectError(ProcessBuilder.Redirect.PIPE),
            watch::passOn);
    return new End(code, watch.state());
  }

  private int run(ProcessBuilder command, Consumer<Process> meanwhile) {
    try {
      Process process = command.start();
      Thread ender = new Thread(process::destroy, "end-spark-submit");
      Runtime.getRuntime().addShutdownHook(ender);
      meanwhile.accept(process);
      int code = process.waitFor();
      Runtime.getRuntime().removeShutdownHook(ender);
      return code;
    } catch (IOException e) {
      throw JobException.failed(
          "cannot start " + words().get(0) + ": " + e.getMessage(), "Check SPARK_HOME", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.failed("interrupted while spark-submit ran", "");
    }
  }

  /** Hands on what {@code spark-submit} tells, and keeps the last state of the driver. */
  static final class DriverWatch {
    /** Of a standalone cluster's driver, of Kubernetes' pod, of YARN's application. */
    private static final Pattern STATE =
        Pattern.compile(
            "State of (?:driver )?driver-\\S+ is (?<driver>[A-Z]+)"
                + "|\\(phase: (?<pod>\\w+)\\)"
                + "|final status: (?<application>[A-Z]+)");

    private Optional<String> state = Optional.empty();

    void passOn(Process process) {
      try (BufferedReader lines = process.errorReader(Charset.defaultCharset())) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          System.err.println(line);
          state = stateIn(line).or(() -> state);
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    Optional<String> state() {
      return state;
    }

    static Optional<String> stateIn(String line) {
      Matcher told = STATE.matcher(line);
      return told.find()
          ? Stream.of("driver", "pod", "application")
              .map(told::group)
              .filter(Objects::nonNull)
              .map(state -> state.toUpperCase(Locale.ROOT))
              .findFirst()
          : Optional.empty();
    }
  }
}

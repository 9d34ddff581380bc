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

/** A {@code spark-submit} command that can be printed or run; both use the same words. */
public final class SubmitLine {
  private final List<List<ShellWord>> groups = new ArrayList<>();

  /** Adds words that belong together and are printed on one line. */
  SubmitLine add(String... words) {
    groups.add(List.of(words).stream().map(ShellWord::of).toList());
    return this;
  }

  /** Adds the script of a Spark distribution, printed relative to {@code $SPARK_HOME}. */
  SubmitLine addScript(String sparkHome) {
    groups.add(
        List.of(
            new ShellWord(
                Path.of(sparkHome, "bin", "spark-submit").toString(),
                "\"$SPARK_HOME\"/bin/spark-submit")));
    return this;
  }

  /** Returns the command in shell syntax, ready to paste and free of secrets. */
  public String forShell() {
    return groups.stream()
        .map(group -> group.stream().map(ShellWord::shown).collect(Collectors.joining(" ")))
        .collect(Collectors.joining(" \\\n  "));
  }

  List<String> words() {
    return groups.stream().flatMap(List::stream).map(ShellWord::value).toList();
  }

  /**
   * The end of a {@code spark-submit} process. On a standalone cluster and on Kubernetes it exits
   * with 0 even if its driver failed, so the driver's state decides.
   *
   * @param driverState the last state that it logged, in upper case; empty if its log level hides
   *     it
   */
  public record End(int exitCode, Optional<String> driverState) {
    private static final Set<String> WELL = Set.of("FINISHED", "SUCCEEDED");

    public boolean wasSuccess() {
      return exitCode == 0 && driverState.filter(WELL::contains).isPresent();
    }

    /** Returns whether neither the exit code nor the log says how the driver ended. */
    public boolean isUnknown() {
      return exitCode == 0 && driverState.isEmpty();
    }

    /** Returns whether the driver ended with an exit code other than 0. */
    public boolean wasFailure() {
      return driverState.map("FAILED"::equals).orElse(exitCode != 0);
    }
  }

  /**
   * Runs the command with this process's standard streams; it is stopped when this process exits.
   *
   * @return its exit code
   */
  public int run() {
    return run(new ProcessBuilder(words()).inheritIO(), process -> {});
  }

  /** Runs the command like {@link #run()} and watches the state of a driver on the cluster. */
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

  /** Copies the output of {@code spark-submit} and remembers the last state of the driver. */
  static final class DriverWatch {
    /**
     * Matches the state of a standalone cluster's driver, a Kubernetes pod or a YARN application.
     */
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
      Matcher matcher = STATE.matcher(line);
      return matcher.find()
          ? Stream.of("driver", "pod", "application")
              .map(matcher::group)
              .filter(Objects::nonNull)
              .map(state -> state.toUpperCase(Locale.ROOT))
              .findFirst()
          : Optional.empty();
    }
  }
}

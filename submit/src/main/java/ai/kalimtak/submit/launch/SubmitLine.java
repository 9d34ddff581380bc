package ai.kalimtak.submit.launch;

import ai.kalimtak.common.job.JobException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
   * Runs the command with this process' input and outputs; what ends this process ends it too.
   *
   * @return its exit code
   */
  public int run() {
    try {
      Process process = new ProcessBuilder(words()).inheritIO().start();
      Thread ender = new Thread(process::destroy, "end-spark-submit");
      Runtime.getRuntime().addShutdownHook(ender);
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
}

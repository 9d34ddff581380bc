package ai.kalimtak.common.job;

import ai.kalimtak.common.failure.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts verbs of {@code submit/kalimtak} as separate processes, in the same folder and with the
 * same environment and settings.
 *
 * @param script the launcher script
 * @param settings {@code --conf} and {@code --set} arguments, see {@link
 *     CommonOptions#settingsArguments}
 */
public record Launcher(Path script, List<String> settings) {
  private static final String PARENT_VARIABLE = "KALIMTAK_PARENT_PROCESS";

  /**
   * Returns the launcher that started this process.
   *
   * @throws JobException if no launcher started it
   */
  public static Launcher own(CommonOptions options) {
    String script = System.getProperty("kalimtak.launcher");
    if (script == null || !Files.isExecutable(Path.of(script))) {
      throw JobException.failed(
          "this process was not started by the launcher, so it cannot start jobs",
          "Start this verb with submit/kalimtak");
    }
    return new Launcher(Path.of(script), options.settingsArguments());
  }

  /**
   * @param log file for stdout and stderr; it is overwritten, and its folder is created if needed
   * @throws JobException if the process cannot be started
   */
  public Process start(Path log, String verb, List<String> arguments) {
    return start(log, verb, arguments, environment -> {});
  }

  /**
   * Starts a process that also ends when this one ends for any reason, see {@link #endWithParent}.
   */
  public Process startDependent(Path log, String verb, List<String> arguments) {
    return start(
        log,
        verb,
        arguments,
        environment ->
            environment.put(PARENT_VARIABLE, String.valueOf(ProcessHandle.current().pid())));
  }

  /** Runs {@code end} when the parent process exits, if this process was started as dependent. */
  public static void endWithParent(Runnable end) {
    String parent = System.getenv(PARENT_VARIABLE);
    if (parent != null) {
      Optional<ProcessHandle> handle = ProcessHandle.of(Long.parseLong(parent));
      Thread watch =
          new Thread(
              () -> {
                handle.ifPresent(process -> process.onExit().join());
                end.run();
              },
              "parent-watch");
      watch.setDaemon(true);
      watch.start();
    }
  }

  /** Starts a process with changes to its environment. */
  public Process start(
      Path log, String verb, List<String> arguments, Consumer<Map<String, String>> environment) {
    List<String> command = new ArrayList<>(List.of(script.toString(), verb));
    command.addAll(settings);
    command.addAll(arguments);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      ProcessBuilder process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      process.environment().remove(PARENT_VARIABLE);
      environment.accept(process.environment());
      return process.start();
    } catch (IOException e) {
      throw JobException.failed(
          "cannot start kalimtak " + verb + ": " + e.getMessage(),
          "Check that " + script + " is executable and " + log + " is writable");
    }
  }
}

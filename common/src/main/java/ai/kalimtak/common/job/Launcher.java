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
 * Starts verbs of {@code submit/kalimtak} as processes of their own: in the same folder, with the
 * same environment, and the settings of the verb that starts them.
 *
 * @param script the launcher
 * @param settings {@code --conf} and {@code --set} arguments, see {@link
 *     CommonOptions#settingsArguments}
 */
public record Launcher(Path script, List<String> settings) {
  private static final String PARENT_VARIABLE = "KALIMTAK_PARENT_PROCESS";

  /**
   * The launcher that started this process.
   *
   * @throws JobException when none did
   */
  public static Launcher own(CommonOptions options) {
    String script = System.getProperty("kalimtak.launcher");
    if (script == null || !Files.isExecutable(Path.of(script))) {
      throw JobException.failed(
          "no launcher to start jobs with", "Start this verb with submit/kalimtak");
    }
    return new Launcher(Path.of(script), options.settingsArguments());
  }

  /**
   * @param log where stdout and stderr go, made anew; its folder is made where it is missing
   * @throws JobException when no process could be started
   */
  public Process start(Path log, String verb, List<String> arguments) {
    return start(log, verb, arguments, environment -> {});
  }

  /**
   * As {@link #start}, but the process ends when this one does, however that ends: see {@link
   * #endWithParent}.
   */
  public Process startDependent(Path log, String verb, List<String> arguments) {
    return start(
        log,
        verb,
        arguments,
        environment ->
            environment.put(PARENT_VARIABLE, String.valueOf(ProcessHandle.current().pid())));
  }

  /**
   * In a process that was started dependent: does this once the process that started it is gone.
   * Elsewhere nothing.
   */
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

  /** As {@link #start(Path, String, List)}, with the environment changed for the new process. */
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
          "Check that " + script + " may be executed and " + log + " be written");
    }
  }
}

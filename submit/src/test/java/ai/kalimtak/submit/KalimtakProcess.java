package ai.kalimtak.submit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;

/** The command in a process of its own, with the jars and the Java options that users run. */
final class KalimtakProcess {
  /** The folder assembled for the launcher. */
  static final Path HOME = Path.of("target", "kalimtak").toAbsolutePath();

  private KalimtakProcess() {}

  /**
   * Returns the command line of a process.
   *
   * @param options more Java options, such as the memory
   */
  static List<String> command(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of(System.getProperty("kalimtak.late-compiler").split(" ")));
    command.add("-Xss4m");
    command.addAll(options);
    command.addAll(List.of("-cp", HOME.resolve("jars") + "/*", Kalimtak.class.getName()));
    command.addAll(arguments);
    return command;
  }
}

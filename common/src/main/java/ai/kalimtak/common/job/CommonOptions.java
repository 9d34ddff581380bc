package ai.kalimtak.common.job;

import ai.kalimtak.common.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command. */
public final class CommonOptions {
  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "File of settings that override the defaults (see conf/).")
  private Path conf;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, which overrides the file. May be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--json",
      description = "Print the report as one JSON object, as the last line of the output.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log more details and show stack traces.")
  private boolean verbose;

  public Settings settings() {
    return Settings.load(Optional.ofNullable(conf), assignments);
  }

  /** Returns the file of {@code --conf}. */
  public Optional<Path> conf() {
    return Optional.ofNullable(conf);
  }

  /** Returns the same settings as arguments, for another command started by this one. */
  public List<String> settingsArguments() {
    List<String> arguments = new ArrayList<>();
    if (conf != null) {
      arguments.addAll(List.of("--conf", conf.toString()));
    }
    assignments.forEach(assignment -> arguments.addAll(List.of("--set", assignment)));
    return arguments;
  }

  public boolean json() {
    return json;
  }

  public boolean verbose() {
    return verbose;
  }
}

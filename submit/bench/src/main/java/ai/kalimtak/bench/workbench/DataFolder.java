package ai.kalimtak.bench.workbench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option for the folder with the data sets. */
public final class DataFolder {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = "../shared/data",
      description = "Folder with the data sets (default: ${DEFAULT-VALUE}).")
  private Path folder;

  /**
   * Returns the folder.
   *
   * @throws ParameterException if one of the files is missing
   */
  public Path with(List<String> files) {
    for (String file : files) {
      if (!Files.isRegularFile(folder.resolve(file))) {
        CommandLine line = command.commandLine();
        throw new ParameterException(
            line, "no " + file + " in " + folder + "; name its folder with --data");
      }
    }
    return folder;
  }
}

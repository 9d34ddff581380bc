package ai.kalimtak.submit.verbs;

import ai.kalimtak.submit.importing.ImportJob;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** Imports a file of interactions into the database in the settings. */
public final class ImportVerb extends JobVerb {
  private static final class Input {
    private Path file;
  }

  private final Input input;

  public ImportVerb() {
    this(new Input());
  }

  private ImportVerb(Input input) {
    super(() -> new ImportJob(input.file));
    this.input = input;
  }

  @Parameters(
      paramLabel = "FILE",
      description =
          "JSON Lines, optionally gzipped: one interaction per line, with the fields of user_interactions.")
  void file(Path file) {
    input.file = file;
  }
}

package ai.kalimtak.submit.verbs;

import ai.kalimtak.submit.importing.ImportJob;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** Reads a file of interactions into the database of the settings. */
public final class ImportVerb extends JobVerb {
  private static final class Chosen {
    private Path file;
  }

  private final Chosen chosen;

  public ImportVerb() {
    this(new Chosen());
  }

  private ImportVerb(Chosen chosen) {
    super(() -> new ImportJob(chosen.file));
    this.chosen = chosen;
  }

  @Parameters(
      paramLabel = "FILE",
      description =
          "JSON Lines, optionally gzipped: one interaction per line, with the fields of user_interactions.")
  void file(Path file) {
    chosen.file = file;
  }
}

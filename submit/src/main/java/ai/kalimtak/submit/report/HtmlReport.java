package ai.kalimtak.submit.report;

import ai.kalimtak.common.failure.JobException;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** One self-contained HTML file without scripts or requests, with a light and a dark theme. */
public final class HtmlReport {
  private static final String FILE = "report.html";

  private HtmlReport() {}

  /** Renders the page; every value is escaped. */
  public static String render(ReportFacts facts) {
    return template().execute(ReportPage.of(facts));
  }

  /**
   * Writes {@code report.html} atomically: a concurrent reader sees either the old page or the new
   * one.
   *
   * @throws JobException if the folder is not writable
   */
  public static Path write(ReportFacts facts, Path folder) {
    try {
      Files.createDirectories(folder);
      Path unfinished = Files.createTempFile(folder, "report", ".html");
      Files.writeString(unfinished, render(facts));
      return Files.move(
          unfinished,
          folder.resolve(FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw JobException.failed(
          "cannot write " + FILE + " to " + folder + " (" + e.getClass().getSimpleName() + ")",
          "Set state.directory to a writable folder",
          e);
    }
  }

  /** Deletes the page because its examples may contain an erased user's text. */
  public static void remove(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Template template() {
    Mustache.Compiler compiler =
        Mustache.compiler().escapeHTML(true).nullValue("").emptyStringIsFalse(true);
    try (Reader page = resource("report")) {
      return compiler.withLoader(HtmlReport::resource).compile(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reader resource(String name) {
    return new InputStreamReader(
        HtmlReport.class.getResourceAsStream(name + ".mustache"), StandardCharsets.UTF_8);
  }
}

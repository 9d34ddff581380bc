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

/** One self-contained HTML file: no script, no request, readable by day and by night. */
public final class HtmlReport {
  private static final String FILE = "report.html";

  private HtmlReport() {}

  /** The page's text; every value in it is escaped. */
  public static String render(ReportFacts facts) {
    return template().execute(ReportPage.of(facts));
  }

  /**
   * Writes {@code report.html}; whoever reads it meanwhile sees the old one or the new one.
   *
   * @throws JobException when the folder cannot be written
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
          "Point state.directory at a folder that this process may write to",
          e);
    }
  }

  /** Removes the page, whose examples may be of a person who is to be forgotten. */
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

package ai.kalimtak.submit.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file in {@code submit/queries}; its first line is a comment with the question that the query
 * answers.
 *
 * @param file the file's name
 * @param question the question that it answers
 */
public record ReadyQuery(String file, String question) {
  private static final String COMMENT = "-- ";

  /**
   * Reads all queries of a folder, sorted by name.
   *
   * @throws IllegalStateException if a file does not start with its question
   */
  public static List<ReadyQuery> of(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .sorted()
          .map(ReadyQuery::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReadyQuery read(Path file) {
    String name = file.getFileName().toString();
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      String first = lines.findFirst().orElse("");
      if (!first.startsWith(COMMENT)) {
        throw new IllegalStateException(
            name + " does not start with a comment that contains its question");
      }
      return new ReadyQuery(name, first.substring(COMMENT.length()).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

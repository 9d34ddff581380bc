package ai.kalimtak.common.text;

import ai.kalimtak.common.failure.JobException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A list that is stored next to a class and edited by hand: UTF-8, one entry per line. Empty lines
 * and lines that begin with {@code #} are skipped. Every complaint names the file and the line.
 */
public final class ListResource {
  private static final String TAB = "\t";

  private final Class<?> owner;
  private final String file;

  private ListResource(Class<?> owner, String file) {
    this.owner = owner;
    this.file = file;
  }

  /**
   * Names a list without reading it.
   *
   * @param owner a class of the package that the resource belongs to
   */
  public static ListResource of(Class<?> owner, String file) {
    return new ListResource(owner, file);
  }

  public boolean exists() {
    return owner.getResource(file) != null;
  }

  /** Returns the entries in the order of the file; no entry may occur twice. */
  public List<String> entries() {
    Set<String> seen = new HashSet<>();
    return read(
        line -> {
          if (!seen.add(line)) {
            throw new IllegalArgumentException("\"" + line + "\" is listed twice");
          }
          return line;
        });
  }

  /**
   * Returns one value per line of a file with tab-separated columns.
   *
   * @param columns the columns that each line must have
   * @param parse makes a value of a line's cells; its {@code IllegalArgumentException} is reported
   *     with the file and the line
   */
  public <T> List<T> rows(int columns, Function<List<String>, T> parse) {
    return read(
        line -> {
          List<String> cells = List.of(line.split(TAB, -1));
          if (cells.size() != columns) {
            throw new IllegalArgumentException(
                "expected "
                    + columns
                    + " columns, separated by single tabs, but found "
                    + cells.size());
          }
          return parse.apply(cells);
        });
  }

  /** Refuses a cell that is not one of the permitted values. */
  public static void requireOneOf(Collection<String> permitted, String column, String cell) {
    if (!permitted.contains(cell)) {
      throw new IllegalArgumentException(
          "unknown "
              + column
              + " \""
              + cell
              + "\"; expected one of "
              + String.join(", ", permitted));
    }
  }

  private <T> List<T> read(Function<String, T> parse) {
    List<T> values = new ArrayList<>();
    try (InputStream in = owner.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("No resource " + file + " next to " + owner.getName());
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#") && !line.isBlank()) {
          values.add(parsed(line, number, parse));
        }
        number++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  private <T> T parsed(String line, int number, Function<String, T> parse) {
    try {
      if (!line.equals(line.strip())) {
        throw new IllegalArgumentException("white space at the beginning or the end");
      }
      return parse.apply(line);
    } catch (IllegalArgumentException e) {
      throw JobException.failed(
          "Line " + number + " of " + file + ": " + e.getMessage(),
          "Correct the line; the header of the file explains its format.",
          e);
    }
  }
}

package ai.kalimtak.etl.redaction.scan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A resource file that a linguist can edit: one entry per line, {@code #} for comments, and
 * optionally {@code [section]} lines that group the entries after them. Each line is checked, so
 * that a typo stops the program instead of silently redacting less.
 */
public final class WordFile {
  private static final String NO_SECTION = "";

  private record Entry(int line, String text) {}

  private final String name;
  private final Map<String, List<Entry>> sections;

  private WordFile(String name, Map<String, List<Entry>> sections) {
    this.name = name;
    this.sections = sections;
  }

  /**
   * @param owner the class next to whose package the file is stored
   */
  public static WordFile read(Class<?> owner, String name) {
    try (InputStream resource = owner.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(
            "The resource " + name + " is missing in " + owner.getPackageName());
      }
      return read(name, new InputStreamReader(resource, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static WordFile read(String name, Reader reader) throws IOException {
    BufferedReader lines = new BufferedReader(reader);
    Map<String, List<Entry>> sections = new HashMap<>();
    List<Entry> section = new ArrayList<>();
    sections.put(NO_SECTION, section);
    Set<String> seen = new HashSet<>();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (text.startsWith("[")) {
        section = new ArrayList<>();
        seen.clear();
        if (!text.endsWith("]")
            || sections.put(text.substring(1, text.length() - 1), section) != null) {
          throw malformed(name, number, text, "a new section: [name]");
        }
      } else if (seen.add(text)) {
        section.add(new Entry(number, text));
      } else {
        throw malformed(name, number, text, "in its section only once");
      }
    }
    return new WordFile(name, sections);
  }

  /** Returns the words of a file without sections. */
  List<String> words() {
    return words(NO_SECTION);
  }

  List<String> words(String section) {
    return entries(section, WordFile::word, "one word in lower case without accents");
  }

  public WordSet wordSet(String section) {
    return new WordSet(words(section));
  }

  public Endings endings(String section) {
    return new Endings(
        entries(section, WordFile::ending, "two or more letters in lower case without accents"));
  }

  /** Returns the entries of a file without sections. */
  public <T> List<T> entries(Function<String, T> parser, String format) {
    return entries(NO_SECTION, parser, format);
  }

  /**
   * @param parser throws an {@link IllegalArgumentException} for a malformed entry
   * @param format the required format, for the error message
   */
  public <T> List<T> entries(String section, Function<String, T> parser, String format) {
    List<Entry> entries = sections.getOrDefault(section, List.of());
    if (entries.isEmpty()) {
      throw new IllegalStateException(
          name
              + (section.isEmpty() ? " is empty" : " has no entry in a section [" + section + "]"));
    }
    List<T> parsed = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      try {
        parsed.add(parser.apply(entry.text));
      } catch (IllegalArgumentException e) {
        throw malformed(name, entry.line, entry.text, format);
      }
    }
    return parsed;
  }

  private static String word(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Letters.folded(text.charAt(i)) != text.charAt(i)) {
        throw new IllegalArgumentException();
      }
    }
    return text;
  }

  private static String ending(String text) {
    if (text.length() < 2) {
      throw new IllegalArgumentException();
    }
    return word(text);
  }

  private static IllegalStateException malformed(
      String name, int line, String text, String format) {
    return new IllegalStateException(
        name + ", line " + line + ": \"" + text + "\" must be " + format);
  }
}

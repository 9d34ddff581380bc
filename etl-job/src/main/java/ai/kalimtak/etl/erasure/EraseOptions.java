package ai.kalimtak.etl.erasure;

import ai.kalimtak.common.failure.JobException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What a person may ask of an erasure. */
public final class EraseOptions {
  /** Of {@link UUID#fromString}'s forms only the whole one. */
  private static final Pattern USER_ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final InputStream input;

  @Option(
      names = "--stdin",
      description =
          "File requests for the user ids on standard input first, one a line: a command line would show them to others.")
  private boolean stdin;

  private EraseOptions(InputStream input, boolean stdin) {
    this.input = input;
    this.stdin = stdin;
  }

  public static EraseOptions none() {
    return new EraseOptions(System.in, false);
  }

  /** As with {@code --stdin}, the user ids coming from elsewhere. */
  public static EraseOptions reading(InputStream input) {
    return new EraseOptions(input, true);
  }

  /**
   * The persons to file requests for; empty lines are skipped.
   *
   * @throws JobException naming the first line that holds no user id, without quoting it
   */
  public List<UUID> people() {
    if (!stdin) {
      return List.of();
    }
    Set<UUID> people = new LinkedHashSet<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String id = line.strip();
        if (!id.isEmpty()) {
          if (!USER_ID.matcher(id).matches()) {
            throw JobException.badSettings(
                "line " + number + " of standard input is not a user id (a UUID)",
                "No request was filed, nothing was erased; mend the line and run it again");
          }
          people.add(UUID.fromString(id));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(people);
  }
}

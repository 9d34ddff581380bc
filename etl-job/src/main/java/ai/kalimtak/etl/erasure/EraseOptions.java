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

/** The command-line options of an erasure. */
public final class EraseOptions {
  /** The full form only: {@link UUID#fromString} also accepts shorter ones. */
  private static final Pattern USER_ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final InputStream input;

  @Option(
      names = "--stdin",
      description =
          "First file requests for the user ids on standard input, one per line. They are not options, because other users of the machine can see command lines.")
  private boolean stdin;

  private EraseOptions(InputStream input, boolean stdin) {
    this.input = input;
    this.stdin = stdin;
  }

  public static EraseOptions none() {
    return new EraseOptions(System.in, false);
  }

  /** As with {@code --stdin}, but with user ids from another stream. */
  public static EraseOptions reading(InputStream input) {
    return new EraseOptions(input, true);
  }

  /**
   * Returns the users to file requests for; skips empty lines.
   *
   * @throws JobException with the number of the first line that is not a user id, without its text
   */
  public List<UUID> users() {
    if (!stdin) {
      return List.of();
    }
    Set<UUID> users = new LinkedHashSet<>();
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
                "Nothing was filed or erased; correct the line and run it again");
          }
          users.add(UUID.fromString(id));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(users);
  }
}

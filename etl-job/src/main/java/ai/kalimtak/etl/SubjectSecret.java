package ai.kalimtak.etl;

import ai.kalimtak.common.job.JobException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The secret under which user ids become subject keys. */
final class SubjectSecret {
  static final String VARIABLE = "KALIMTAK_SUBJECT_SECRET";
  private static final int LEAST_BYTES = 16;

  private SubjectSecret() {}

  /**
   * The secret of the environment; with the embedded Postgres and none there, the one in the state
   * directory, made at first use for its owner's eyes only.
   *
   * @throws JobException without a secret for a real Supabase, or with one that is too short
   */
  static byte[] load(boolean embedded, Path stateDirectory) {
    String given = System.getenv(VARIABLE);
    if (given != null && given.getBytes(StandardCharsets.UTF_8).length < LEAST_BYTES) {
      throw JobException.badSettings(
          VARIABLE + " has fewer than " + LEAST_BYTES + " bytes",
          "Make one with: openssl rand -hex 32");
    }
    if (given != null) {
      return given.getBytes(StandardCharsets.UTF_8);
    }
    if (!embedded) {
      throw JobException.badSettings(
          VARIABLE + " is not set, so user ids cannot be replaced",
          "Make one with openssl rand -hex 32, keep it as long as the lake, and set it in the environment");
    }
    return ownFile(stateDirectory.resolve("subject-secret"));
  }

  private static byte[] ownFile(Path file) {
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        Path fresh = file.resolveSibling("subject-secret." + ProcessHandle.current().pid());
        FileAttribute<?>[] ownerOnly =
            file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                  PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, ownerOnly);
        Files.writeString(fresh, HexFormat.of().formatHex(random), StandardOpenOption.WRITE);
        // A link, unlike a move, does not replace what another process made meanwhile.
        try {
          Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
          // The other process' secret holds.
        } finally {
          Files.delete(fresh);
        }
      }
      return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw JobException.failed(
          "cannot keep the subject secret in " + file,
          "Check the folder's rights, or set " + VARIABLE,
          e);
    }
  }
}

package ai.kalimtak.common.settings;

import ai.kalimtak.common.failure.JobException;
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

/** A secret that is generated at first use and kept in a file that only its owner can read. */
public final class SecretFile {
  private static final int RANDOM_BYTES = 32;

  private SecretFile() {}

  /**
   * Returns the secret in the file, generating it if needed. Processes that do so at the same time
   * all get the same secret.
   *
   * @param what the secret's name in messages
   * @param variable the environment variable that can be set instead
   * @throws JobException if the file cannot be read or written
   */
  public static byte[] readOrCreate(Path file, String what, String variable) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw JobException.failed(
          "cannot store " + what + " in " + file,
          "Check the folder's permissions, or set " + variable,
          e);
    }
  }

  private static void create(Path file) throws IOException {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    Path fresh = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    FileAttribute<?>[] ownerOnly =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, ownerOnly);
    Files.writeString(fresh, HexFormat.of().formatHex(random), StandardOpenOption.WRITE);
    // Unlike a move, a link does not replace a file that another process created meanwhile.
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      // The other process's secret is used.
    } finally {
      Files.delete(fresh);
    }
  }
}

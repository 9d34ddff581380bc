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

/** A secret of this suite's own, made at first use for its owner's eyes only. */
public final class SecretFile {
  private static final int RANDOM_BYTES = 32;

  private SecretFile() {}

  /**
   * The secret in the file; of several processes that make it at once, all get the same.
   *
   * @param what as a message names it
   * @param variable environment variable that takes its place
   * @throws JobException when the file cannot be kept
   */
  public static byte[] readOrMake(Path file, String what, String variable) {
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw JobException.failed(
          "cannot keep " + what + " in " + file,
          "Check the folder's rights, or set " + variable,
          e);
    }
  }

  private static void make(Path file) throws IOException {
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
    // A link, unlike a move, does not replace what another process made meanwhile.
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      // The other process' secret holds.
    } finally {
      Files.delete(fresh);
    }
  }
}

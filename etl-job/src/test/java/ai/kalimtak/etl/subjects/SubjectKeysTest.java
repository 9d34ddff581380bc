package ai.kalimtak.etl.subjects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectKeysTest {
  @TempDir Path folder;

  /** RFC 4231, test case 2. */
  @Test
  void isHmacSha256OfTheUserId() throws Exception {
    byte[] key = "Jefe".getBytes(StandardCharsets.UTF_8);
    assertThat(
            new SubjectKeys.HmacSha256(key)
                .apply(UTF8String.fromString("what do ya want for nothing?"))
                .toString())
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void generatesTheEmbeddedSecretOnceForItsOwnerOnly() throws Exception {
    byte[] made = SubjectSecret.load(true, folder);
    assertThat(SubjectSecret.load(true, folder)).isEqualTo(made).hasSize(64);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("subject-secret"))))
        .isEqualTo("rw-------");
  }
}

package ai.kalimtak.etl.subjects;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.SecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The secret that turns user ids into subject keys. */
public final class SubjectSecret {
  static final String VARIABLE = "KALIMTAK_SUBJECT_SECRET";
  private static final int MIN_BYTES = 16;

  private SubjectSecret() {}

  /**
   * Returns the secret in the environment. With the embedded Postgres, falls back to a file in the
   * state directory, which is created at first use and readable by its owner only.
   *
   * @throws JobException when there is no secret for a real Supabase, or the secret is too short
   */
  public static byte[] load(boolean embedded, Path stateDirectory) {
    String given = System.getenv(VARIABLE);
    if (given != null && given.getBytes(StandardCharsets.UTF_8).length < MIN_BYTES) {
      throw JobException.badSettings(
          VARIABLE + " has fewer than " + MIN_BYTES + " bytes",
          "Generate a secret with: openssl rand -hex 32");
    }
    if (given != null) {
      return given.getBytes(StandardCharsets.UTF_8);
    }
    if (!embedded) {
      throw JobException.badSettings(
          VARIABLE + " is not set, so user ids cannot be replaced",
          "Generate a secret with openssl rand -hex 32, keep it as long as the lake, and set it in the environment");
    }
    return SecretFile.readOrCreate(
        stateDirectory.resolve("subject-secret"), "the subject secret", VARIABLE);
  }
}

package ai.kalimtak.etl.subjects;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.SecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The secret under which user ids become subject keys. */
public final class SubjectSecret {
  static final String VARIABLE = "KALIMTAK_SUBJECT_SECRET";
  private static final int LEAST_BYTES = 16;

  private SubjectSecret() {}

  /**
   * The secret of the environment; with the embedded Postgres and none there, the one in the state
   * directory, made at first use for its owner's eyes only.
   *
   * @throws JobException without a secret for a real Supabase, or with one that is too short
   */
  public static byte[] load(boolean embedded, Path stateDirectory) {
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
    return SecretFile.readOrCreate(
        stateDirectory.resolve("subject-secret"), "the subject secret", VARIABLE);
  }
}

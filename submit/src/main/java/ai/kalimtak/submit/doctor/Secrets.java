package ai.kalimtak.submit.doctor;

import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.SupabaseSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that the secrets are set and private; never shows their values. */
final class Secrets {
  private static final String SUBJECT = "KALIMTAK_SUBJECT_SECRET";
  private static final int LEAST_BYTES = 16;
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");

  private Secrets() {}

  static List<Finding> examine(CoreSettings core, Map<String, String> environment) {
    List<Finding> findings = new ArrayList<>();
    boolean embedded = core.supabase().url().isEmpty();
    if (!embedded) {
      findings.add(password(environment));
    }
    findings.add(
        environment.containsKey(SUBJECT)
            ? length(environment.get(SUBJECT))
            : ownFile(embedded, core.stateDirectory().resolve("subject-secret")));
    return findings;
  }

  private static Finding password(Map<String, String> environment) {
    String variable = SupabaseSettings.PASSWORD_VARIABLE;
    return environment.getOrDefault(variable, "").isEmpty()
        ? Finding.warning(
            variable, "not set", "Set it in the environment, unless the server needs no password")
        : Finding.ok(variable, "set");
  }

  private static Finding length(String secret) {
    return secret.getBytes(StandardCharsets.UTF_8).length < LEAST_BYTES
        ? Finding.broken(
            SUBJECT, "shorter than " + LEAST_BYTES + " bytes", "Generate one: openssl rand -hex 32")
        : Finding.ok(SUBJECT, "set");
  }

  private static Finding ownFile(boolean embedded, Path file) {
    if (!embedded) {
      return Finding.broken(
          SUBJECT,
          "not set",
          "Generate one with openssl rand -hex 32, set it in the environment, and keep it as long as the lake");
    }
    if (!Files.exists(file)) {
      return Finding.ok("subject secret", "generated on first use, in " + file);
    }
    try {
      if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        return Finding.ok("subject secret", "in " + file);
      }
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
      return OWNERS.containsAll(rights)
          ? Finding.ok("subject secret", "in " + file + ", readable by its owner only")
          : Finding.broken(
              "subject secret",
              file + " has the permissions " + PosixFilePermissions.toString(rights),
              "chmod 600 " + file);
    } catch (IOException e) {
      return Finding.broken(
          "subject secret", file + " cannot be inspected", "Check its permissions");
    }
  }
}

package ai.kalimtak.submit.doctor;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.settings.CoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether the lake's roots and the models' can be written, and who else can read what is
 * restricted.
 */
final class Places {
  private Places() {}

  static List<Finding> examine(CoreSettings core) {
    List<Finding> findings = new ArrayList<>();
    findings.add(writable(core, core.lake().root(), "lake.root"));
    findings.add(writable(core, core.lake().restrictedRoot(), "lake.restricted-root"));
    findings.add(apart(core.lake().restrictedRoot()));
    findings.add(writable(core, core.modelsRoot(), "models.root"));
    return findings;
  }

  private static Finding writable(CoreSettings core, String root, String setting) {
    try {
      Lake.checkWritable(core, root, setting);
      return Finding.ok(setting, root + " can be written");
    } catch (JobException e) {
      return Finding.broken(setting, root + " cannot be written", e.getMessage());
    }
  }

  /** That it lies outside of lake.root is checked with the settings; here, who may look into it. */
  private static Finding apart(String root) {
    String what = "restricted rights";
    if (root.contains(":/")) {
      return Finding.ok(what, "not checked: rights of a bucket are the store's own");
    }
    Path folder = Path.of(root);
    try {
      if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        return Finding.ok(what, "not checked: no POSIX rights on this file system");
      }
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
      String mode = PosixFilePermissions.toString(rights);
      return rights.contains(PosixFilePermission.OTHERS_READ)
              || rights.contains(PosixFilePermission.OTHERS_EXECUTE)
          ? Finding.warning(
              what, mode + ": every user of this machine can look in", "chmod 750 " + folder)
          : Finding.ok(what, mode);
    } catch (IOException e) {
      return Finding.warning(what, "cannot be looked at", "Check lake.restricted-root");
    }
  }
}

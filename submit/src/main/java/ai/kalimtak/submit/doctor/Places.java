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
 * Checks that the roots of the lake and the models are writable and that the restricted root is
 * private.
 */
final class Places {
  private Places() {}

  static List<Finding> examine(CoreSettings core) {
    List<Finding> findings = new ArrayList<>();
    findings.add(writable(core, core.lake().root(), "lake.root"));
    findings.add(writable(core, core.lake().restrictedRoot(), "lake.restricted-root"));
    findings.add(privacy(core.lake().restrictedRoot()));
    findings.add(writable(core, core.modelsRoot(), "models.root"));
    return findings;
  }

  private static Finding writable(CoreSettings core, String root, String setting) {
    try {
      Lake.checkWritable(core, root, setting);
      return Finding.ok(setting, root + " is writable");
    } catch (JobException e) {
      return Finding.broken(setting, root + " is not writable", e.getMessage());
    }
  }

  /**
   * Checks who may read the restricted root; that it is outside of lake.root is checked with the
   * settings.
   */
  private static Finding privacy(String root) {
    String what = "restricted rights";
    if (root.contains(":/")) {
      return Finding.ok(what, "not checked: permissions of a bucket are managed by its store");
    }
    Path folder = Path.of(root);
    try {
      if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        return Finding.ok(what, "not checked: this file system has no POSIX permissions");
      }
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
      String mode = PosixFilePermissions.toString(rights);
      return rights.contains(PosixFilePermission.OTHERS_READ)
              || rights.contains(PosixFilePermission.OTHERS_EXECUTE)
          ? Finding.warning(
              what, mode + ": every user of this machine can read it", "chmod 750 " + folder)
          : Finding.ok(what, mode);
    } catch (IOException e) {
      return Finding.warning(what, "cannot be inspected", "Check lake.restricted-root");
    }
  }
}

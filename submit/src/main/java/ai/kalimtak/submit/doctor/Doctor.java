package ai.kalimtak.submit.doctor;

import ai.kalimtak.common.settings.CoreSettings;
import java.util.ArrayList;
import java.util.List;

/** Looks at all that a run relies on. It writes an empty file under each root, and removes it. */
public final class Doctor {
  private Doctor() {}

  /** Every finding, whether good or bad; nothing here throws for what is wrong outside. */
  public static List<Finding> examine(CoreSettings core) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(Versions.examine(System.getenv("SPARK_HOME")));
    findings.addAll(Secrets.examine(core, System.getenv()));
    findings.addAll(DatabaseHealth.examine(core));
    findings.addAll(Places.examine(core));
    findings.addAll(Resources.examine(core));
    return findings;
  }
}

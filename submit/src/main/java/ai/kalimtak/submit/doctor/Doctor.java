package ai.kalimtak.submit.doctor;

import ai.kalimtak.common.settings.CoreSettings;
import java.util.ArrayList;
import java.util.List;

/** Checks everything that a run relies on. Writes an empty file under each root and removes it. */
public final class Doctor {
  private Doctor() {}

  /** Returns every finding, good or bad; problems of the environment are never thrown. */
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

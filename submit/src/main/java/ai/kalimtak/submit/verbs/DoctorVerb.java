package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.doctor.Doctor;
import ai.kalimtak.submit.doctor.Finding;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.List;

/** Says of all that a run relies on whether it is well, and what to mend. */
public final class DoctorVerb extends Verb {
  /** Healthy: nothing is broken; there may be warnings. */
  private record Report(boolean healthy, List<Finding> findings) {}

  @Override
  ExitCode run(Settings settings) {
    CoreSettings core = settings.reader().bind(CoreSettings::from);
    List<Finding> findings = Doctor.examine(core);
    TextTable table = new TextTable("what", "state", "found");
    findings.forEach(one -> table.add(one.what(), one.state(), one.found()));
    print(table.render());
    List<Finding> ill = findings.stream().filter(one -> one.state() != Finding.State.ok).toList();
    if (!ill.isEmpty()) {
      print("\nTo mend:");
      ill.forEach(one -> print("  " + one.what() + ": " + one.remedy()));
    }
    boolean healthy = ill.stream().noneMatch(one -> one.state() == Finding.State.broken);
    print(healthy ? "\nAll checks passed." : "\nAt least one check failed; runs would fail too.");
    printJson(new Report(healthy, findings));
    return healthy ? ExitCode.DONE : ExitCode.FAILED;
  }
}

package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.doctor.Doctor;
import ai.kalimtak.submit.doctor.Finding;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.List;

/** Checks everything that a run relies on, and says how to fix what is wrong. */
public final class DoctorVerb extends Verb {
  /** The findings; healthy if nothing is broken, even if there are warnings. */
  private record Report(boolean healthy, List<Finding> findings) {}

  @Override
  ExitCode run(Settings settings) {
    CoreSettings core = settings.reader().bind(CoreSettings::from);
    List<Finding> findings = Doctor.examine(core);
    TextTable table = new TextTable("what", "state", "found");
    findings.forEach(finding -> table.add(finding.what(), finding.state(), finding.found()));
    print(table.render());
    List<Finding> problems =
        findings.stream().filter(finding -> finding.state() != Finding.State.ok).toList();
    if (!problems.isEmpty()) {
      print("\nTo fix:");
      problems.forEach(finding -> print("  " + finding.what() + ": " + finding.remedy()));
    }
    boolean healthy =
        problems.stream().noneMatch(finding -> finding.state() == Finding.State.broken);
    print(healthy ? "\nAll checks passed." : "\nAt least one check failed; runs would fail too.");
    printJson(new Report(healthy, findings));
    return healthy ? ExitCode.DONE : ExitCode.FAILED;
  }
}

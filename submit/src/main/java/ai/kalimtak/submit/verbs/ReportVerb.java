package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.report.HtmlReport;
import ai.kalimtak.submit.report.ReportFacts;
import java.util.Map;

/** Writes the HTML report. */
public final class ReportVerb extends Verb {
  @Override
  ExitCode run(Settings settings) {
    CoreSettings core = settings.reader().bind(CoreSettings::from);
    try (JobSession session = JobSession.open(core, "report")) {
      String file = HtmlReport.write(ReportFacts.gather(session), core.stateDirectory()).toString();
      print("Report: " + file);
      printJson(Map.of("report", file));
    }
    return ExitCode.DONE;
  }
}

package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.cycle.CycleReport;
import ai.kalimtak.submit.cycle.Jobs;
import java.util.function.Supplier;

/** Runs all jobs in order, in one Spark session. */
public final class CycleVerb extends Verb {
  @Override
  CoreSettings check(Settings settings) {
    return Jobs.bind(settings, Jobs.ofCycle().stream().map(Supplier::get)).core();
  }

  @Override
  ExitCode run(Settings settings) {
    Jobs jobs = Jobs.bind(settings, Jobs.ofCycle().stream().map(Supplier::get));
    try (JobSession session = JobSession.open(jobs.core(), "cycle")) {
      CycleReport report = CycleReport.of(session, jobs);
      print(report.table());
      printJson(report);
      return report.exitCode();
    }
  }
}

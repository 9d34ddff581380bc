package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.report.HtmlReport;
import java.util.function.Supplier;

/** Runs the erasure and deletes the HTML report, because it shows rows of the lake. */
public final class EraseVerb extends JobVerb {
  public EraseVerb(Supplier<Job<?, ?>> job) {
    super(job);
  }

  @Override
  ExitCode run(Settings settings) {
    ExitCode code = super.run(settings);
    HtmlReport.remove(settings.reader().bind(CoreSettings::from).stateDirectory());
    return code;
  }
}

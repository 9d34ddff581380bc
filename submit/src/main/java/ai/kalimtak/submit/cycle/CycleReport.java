package ai.kalimtak.submit.cycle;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobOutcome;
import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.job.Rounding;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.submit.report.HtmlReport;
import ai.kalimtak.submit.report.ReportFacts;
import ai.kalimtak.submit.report.StatusFacts;
import ai.kalimtak.submit.terminal.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of a cycle, job by job.
 *
 * @param nothingNew whether no job found anything to do
 * @param report path of the HTML report; empty if this process cannot write it, such as a driver in
 *     a container
 */
public record CycleReport(
    List<JobOutcome<?>> jobs,
    double seconds,
    boolean nothingNew,
    Optional<String> report,
    List<Deployments.Serving> served) {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  /** Runs the jobs and writes the HTML report. */
  public static CycleReport of(JobSession session, Jobs jobs) {
    long started = System.nanoTime();
    List<JobOutcome<?>> outcomes = new ArrayList<>();
    jobs.run(session, outcomes::add);
    return new CycleReport(
        outcomes,
        Rounding.secondsSince(started),
        outcomes.stream().allMatch(outcome -> outcome.report().nothingNew()),
        page(ReportFacts.gather(session), session.core().stateDirectory()),
        StatusFacts.served(session));
  }

  /**
   * Writes the page; a failure is only logged because {@code kalimtak report} can write it at any
   * time.
   */
  static Optional<String> page(ReportFacts facts, Path folder) {
    try {
      return Optional.of(HtmlReport.write(facts, folder).toString());
    } catch (JobException e) {
      LOG.warn("{}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Returns the first exit code other than done; a refused gate does not stop the other models. */
  public ExitCode exitCode() {
    return jobs.stream()
        .map(outcome -> outcome.report().exitCode())
        .filter(code -> code != ExitCode.DONE)
        .findFirst()
        .orElse(ExitCode.DONE);
  }

  /** Renders the result as a table for the terminal. */
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        nothingNew
            ? "Nothing new: no step found anything to do."
            : String.format(Locale.ROOT, "Cycle finished in %.1f s.", seconds));
    text.append("\n\n");
    TextTable steps = new TextTable("step", "run", "what it did");
    jobs.forEach(outcome -> steps.add(outcome.job(), outcome.runId(), outcome.report().headline()));
    text.append(steps.render());
    jobs.stream()
        .map(JobOutcome::report)
        .filter(job -> !job.nothingNew())
        .forEach(job -> facts(text, job));
    text.append('\n');
    if (served.isEmpty()) {
      text.append("No model version is deployed yet.\n");
    } else {
      TextTable serving = new TextTable("serving", "version", "traffic", "state");
      served.forEach(
          model ->
              serving.add(
                  model.model(),
                  "v" + model.version(),
                  model.trafficPercent() + " %",
                  model.state()));
      text.append(serving.render());
    }
    report.ifPresent(file -> text.append("\nReport: ").append(file).append('\n'));
    return text.toString();
  }

  private static void facts(StringBuilder text, JobReport job) {
    TextTable facts = new TextTable("", "");
    job.lines().forEach(line -> facts.add(line.name(), line.value()));
    if (!facts.isEmpty()) {
      text.append('\n').append(facts.renderRows());
    }
  }
}

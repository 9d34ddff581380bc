package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobOutcome;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.cycle.Jobs;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A verb that runs one job. */
public class JobVerb extends Verb {
  private final Supplier<Job<?, ?>> job;

  public JobVerb(Supplier<Job<?, ?>> job) {
    this.job = job;
  }

  @Override
  CoreSettings check(Settings settings) {
    return Jobs.bind(settings, Stream.of(job.get())).core();
  }

  @Override
  ExitCode run(Settings settings) {
    Job<?, ?> chosen = job.get();
    Jobs jobs = Jobs.bind(settings, Stream.of(chosen));
    List<JobOutcome<?>> outcomes = new ArrayList<>();
    try (JobSession session = JobSession.open(jobs.core(), chosen.name())) {
      jobs.run(session, outcomes::add);
    }
    JobOutcome<?> outcome = outcomes.get(0);
    print(outcome.job() + ", run " + outcome.runId() + ": " + outcome.report().headline());
    TextTable table = new TextTable("", "");
    outcome.report().lines().forEach(line -> table.add(line.name(), line.value()));
    if (!table.isEmpty()) {
      print(table.renderRows());
    }
    printJson(outcome);
    return outcome.report().exitCode();
  }
}

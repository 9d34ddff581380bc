package ai.kalimtak.submit.cycle;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobOutcome;
import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.common.job.JobRunner;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.etl.EtlJob;
import ai.kalimtak.evaluation.EvaluationJob;
import ai.kalimtak.evaluation.RolloutJob;
import ai.kalimtak.quality.QualityJob;
import ai.kalimtak.training.TrainingJob;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Jobs with their bound settings: the problems of all jobs are reported before any job starts. */
public final class Jobs {
  private final CoreSettings core;
  private final List<Bound<?, ?>> bound;

  private Jobs(CoreSettings core, List<Bound<?, ?>> bound) {
    this.core = core;
    this.bound = bound;
  }

  /** The jobs of a cycle, in their order. */
  public static List<Supplier<Job<?, ?>>> ofCycle() {
    return List.of(
        EtlJob::new, QualityJob::new, TrainingJob::new, EvaluationJob::new, RolloutJob::new);
  }

  public static Jobs bind(Settings settings, Stream<Job<?, ?>> jobs) {
    return settings
        .reader()
        .bind(
            reader ->
                new Jobs(
                    CoreSettings.from(reader),
                    jobs.<Bound<?, ?>>map(job -> Bound.of(job, reader)).toList()));
  }

  public CoreSettings core() {
    return core;
  }

  /** Runs the jobs in order and stops at the first failure. */
  public void run(JobSession session, Consumer<JobOutcome<?>> ended) {
    for (Bound<?, ?> job : bound) {
      ended.accept(job.run(session));
    }
  }

  private record Bound<S, R extends JobReport>(Job<S, R> job, S settings) {
    static <S, R extends JobReport> Bound<S, R> of(Job<S, R> job, SettingsReader reader) {
      return new Bound<>(job, job.bind(reader));
    }

    JobOutcome<R> run(JobSession session) {
      return JobRunner.run(session, job, settings);
    }
  }
}

package ai.kalimtak.common.job;

import ai.kalimtak.common.settings.SettingsReader;
import java.util.Optional;
import java.util.Set;

/**
 * One step of the suite, started by a person, a scheduler or {@code spark-submit}.
 *
 * @param <S> its settings, bound before anything is touched
 * @param <R> its report
 */
public interface Job<S, R extends JobReport> {
  /** As it stands in {@code job_runs.job}. */
  String name();

  /** Binds the job's section of the settings; problems are collected by the reader. */
  S bind(SettingsReader reader);

  /** An object with command line options of this job alone, see picocli's {@code @Option}. */
  default Optional<Object> options() {
    return Optional.empty();
  }

  /** Names of other jobs that must not run meanwhile; theirs must not be the names of this one. */
  default Set<String> excludes() {
    return Set.of();
  }

  /** Tables of the database that a run reads, as {@code schema.table}; for lineage. */
  default Set<String> readsFromDatabase(S settings) {
    return Set.of();
  }

  /** Tables of the database that a run writes, beside {@code job_runs}; for lineage. */
  default Set<String> writesToDatabase(S settings) {
    return Set.of();
  }

  /**
   * Does the work. Called with the job's lock held, and the locks of those that it excludes, so
   * that no run of any of them is going on.
   *
   * @throws JobException for what a person can mend
   */
  R run(S settings, JobContext context);
}

package ai.kalimtak.common.job;

import ai.kalimtak.common.settings.SettingsReader;
import java.util.Optional;
import java.util.Set;

/**
 * One step of the suite, started by a user, a scheduler or {@code spark-submit}.
 *
 * @param <S> its settings, bound before any work begins
 * @param <R> its report
 */
public interface Job<S, R extends JobReport> {
  /** Returns the name that {@code job_runs.job} contains. */
  String name();

  /** Binds the job's section of the settings; the reader collects the problems. */
  S bind(SettingsReader reader);

  /** Returns an object with the job's own command line options, see picocli's {@code @Option}. */
  default Optional<Object> options() {
    return Optional.empty();
  }

  /**
   * Returns the names of the jobs that must not run at the same time. Of two jobs that exclude each
   * other, only one may name the other.
   */
  default Set<String> excludes() {
    return Set.of();
  }

  /** Returns the database tables that a run reads, as {@code schema.table}, for lineage. */
  default Set<String> readsFromDatabase(S settings) {
    return Set.of();
  }

  /** Returns the database tables that a run writes, other than {@code job_runs}, for lineage. */
  default Set<String> writesToDatabase(S settings) {
    return Set.of();
  }

  /**
   * Does the work. Called with the locks of this job and of the excluded jobs held, so that none of
   * them is running.
   *
   * @throws JobException for a failure that the user can fix
   */
  R run(S settings, JobContext context);
}

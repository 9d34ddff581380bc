package ai.kalimtak.common.job;

import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.registry.ArtifactStore;
import ai.kalimtak.common.registry.ModelRegistry;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.supabase.Supabase;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** The resources of one run. */
public final class JobContext {
  private final JobSession session;
  private final String job;
  private final long runId;

  JobContext(JobSession session, String job, long runId) {
    this.session = session;
    this.job = job;
    this.runId = runId;
  }

  /** Returns the number of this run in {@code job_runs}; it grows with every run. */
  public long runId() {
    return runId;
  }

  public CoreSettings core() {
    return session.core();
  }

  public Supabase supabase() {
    return session.supabase();
  }

  public JobRuns jobRuns() {
    return session.jobRuns();
  }

  public ModelRegistry registry() {
    return session.registry();
  }

  /** Returns the artifacts under {@code models.root}. */
  public ArtifactStore artifacts() {
    return session.artifacts();
  }

  /** Returns the Spark session, which is opened at first use: a job without Spark starts none. */
  public SparkSession spark() {
    return session.spark();
  }

  public Lake lake() {
    return session.lake();
  }

  /** Does some work unless a run of these jobs is in progress; empty if one is. */
  public <T> Optional<T> unlessRunning(Set<String> jobs, Supplier<T> work) {
    return session.unlessRunning(jobs, work);
  }

  /** Runs one phase: the Spark UI shows its description, and the log its end and duration. */
  public <T> T phase(String description, Supplier<T> work) {
    return session.phase(job, description, work);
  }

  /** Runs one phase without a result, see {@link #phase(String, Supplier)}. */
  public void phase(String description, Runnable work) {
    session.phase(
        job,
        description,
        () -> {
          work.run();
          return null;
        });
  }
}

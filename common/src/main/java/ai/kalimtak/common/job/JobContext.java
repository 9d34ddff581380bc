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

/** What one run works with. */
public final class JobContext {
  private final JobSession session;
  private final String job;
  private final long runId;

  JobContext(JobSession session, String job, long runId) {
    this.session = session;
    this.job = job;
    this.runId = runId;
  }

  /** Number of this run in {@code job_runs}; grows with every run. */
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

  /** The artifacts under {@code models.root}. */
  public ArtifactStore artifacts() {
    return session.artifacts();
  }

  /** Opened at first use: a job that needs no Spark starts none. */
  public SparkSession spark() {
    return session.spark();
  }

  public Lake lake() {
    return session.lake();
  }

  /** Work that no run of these jobs may meet; empty, and not done, when one is going on. */
  public <T> Optional<T> unlessRunning(Set<String> jobs, Supplier<T> work) {
    return session.unlessRunning(jobs, work);
  }

  /** Does one phase: the Spark UI shows its description, the log its end and its seconds. */
  public <T> T phase(String description, Supplier<T> work) {
    return session.phase(job, description, work);
  }

  /** As {@link #phase(String, Supplier)}, for work without a result. */
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

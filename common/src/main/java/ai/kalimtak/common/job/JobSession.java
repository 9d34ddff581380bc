package ai.kalimtak.common.job;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.registry.ArtifactStore;
import ai.kalimtak.common.registry.ModelRegistry;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.spark.Expressions;
import ai.kalimtak.common.spark.SparkSessions;
import ai.kalimtak.common.supabase.Supabase;
import ai.kalimtak.common.telemetry.TablesUsed;
import ai.kalimtak.common.telemetry.Telemetry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The database connections and the Spark session of one command, shared by the jobs that it runs.
 */
public final class JobSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  /** Key of the current phase in the log, next to run_id and job. */
  private static final String STEP = "step";

  private final CoreSettings core;
  private final String name;
  private final Supabase supabase;
  private final JobRuns jobRuns;
  private final Reservations reservations;
  private final ModelRegistry registry;
  private final Telemetry telemetry;
  private final TablesUsed used = new TablesUsed();
  private final PhaseProgress progress = new PhaseProgress();
  private SparkSession spark;
  private Lake lake;

  private JobSession(CoreSettings core, String name, Supabase supabase) {
    this.core = core;
    this.name = name;
    this.supabase = supabase;
    this.jobRuns = new JobRuns(supabase.jdbi());
    this.reservations = new Reservations(supabase.jdbi());
    this.registry = new ModelRegistry(supabase.jdbi());
    this.telemetry = new Telemetry(core.telemetry(), supabase.server());
  }

  /**
   * @param name the Spark application's name
   * @throws JobException if the database cannot be reached or lacks migrations
   */
  public static JobSession open(CoreSettings core, String name) {
    Supabase supabase = Supabase.connect(core);
    try {
      List<String> missing = supabase.migrations().missing();
      if (!missing.isEmpty()) {
        throw JobException.failed(
            supabase.server() + " lacks " + missing.size() + " migrations, first " + missing.get(0),
            "Apply them with: kalimtak migrate (or supabase db push)");
      }
      return new JobSession(core, name, supabase);
    } catch (RuntimeException e) {
      supabase.close();
      throw e;
    }
  }

  public CoreSettings core() {
    return core;
  }

  public Supabase supabase() {
    return supabase;
  }

  public JobRuns jobRuns() {
    return jobRuns;
  }

  public ModelRegistry registry() {
    return registry;
  }

  /** Returns the artifacts under {@code models.root}. */
  public ArtifactStore artifacts() {
    return new ArtifactStore(spark().sparkContext().hadoopConfiguration(), core.modelsRoot());
  }

  public synchronized SparkSession spark() {
    if (spark == null) {
      spark =
          phase(
              name,
              "starting Spark",
              () -> SparkSessions.open(core, "kalimtak " + name, expressions()));
      progress.follow(spark.sparkContext());
    }
    return spark;
  }

  private Expressions expressions() {
    OptionalLong lakeBytes = Lake.bytesOnDisk(core, BronzeInteractions.TABLE);
    return core.spark().isLocal() && lakeBytes.isPresent()
        ? Expressions.over(
            supabase.bytes() + lakeBytes.getAsLong(), core.spark().interpretUpToBytes())
        : Expressions.COMPILED;
  }

  public synchronized Lake lake() {
    if (lake == null) {
      lake = new Lake(spark(), core.lake(), used);
      lake.checkWritable();
    }
    return lake;
  }

  Reservations reservations() {
    return reservations;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  TablesUsed tablesUsed() {
    return used;
  }

  /** Does some work unless a run of these jobs is in progress; empty if one is. */
  <T> Optional<T> unlessRunning(Set<String> jobs, Supplier<T> work) {
    Optional<RunLock> free = RunLock.tryAcquire(supabase, jobs);
    if (free.isEmpty()) {
      return Optional.empty();
    }
    try (RunLock lock = free.get()) {
      T result = work.get();
      lock.checkHeld();
      return Optional.of(result);
    }
  }

  <T> T phase(String job, String description, Supplier<T> work) {
    String before =
        spark == null ? null : spark.sparkContext().getLocalProperty("spark.job.description");
    describe(job + ": " + description);
    long started = System.nanoTime();
    MDC.put(STEP, description);
    progress.begin(job, description);
    try {
      T result = work.get();
      LOG.info("{}: {} ({} s)", job, description, seconds(started));
      return result;
    } finally {
      progress.end();
      MDC.remove(STEP);
      describe(before);
    }
  }

  @Override
  public void close() {
    progress.close();
    if (spark != null) {
      spark.stop();
    }
    supabase.close();
  }

  private void describe(String description) {
    if (spark != null) {
      spark.sparkContext().setJobDescription(description);
    }
  }

  static String seconds(long startedNanos) {
    return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - startedNanos) / 1e9);
  }
}

package ai.kalimtak.common;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.common.job.JobRunner;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.delta.DeltaLog;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A job session with a real Postgres and a separate lake, both in the folder of a test. */
public final class TestSession implements AutoCloseable {
  private final List<String> assignments;
  private final JobSession session;

  private TestSession(List<String> assignments, JobSession session) {
    this.assignments = assignments;
    this.session = session;
  }

  public static TestSession in(Path folder, String... assignments) {
    MigratedPostgres.copyTo(folder);
    return withOwnPostgres(folder, assignments);
  }

  /** Opens a session with a new Postgres cluster, whose identity differs from all others. */
  public static TestSession withOwnPostgres(Path folder, String... assignments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "state.directory=" + folder,
                "spark.master=local[2]",
                "spark.conf.spark.sql.shuffle.partitions=2"));
    all.addAll(List.of(assignments));
    Settings settings = Settings.load(Optional.empty(), all);
    return new TestSession(
        all, JobSession.open(settings.reader().bind(CoreSettings::from), "test"));
  }

  public JobSession session() {
    return session;
  }

  public Jdbi jdbi() {
    return session.supabase().jdbi();
  }

  /** Runs a job like its command, with additional settings. */
  public <S, R extends JobReport> R run(Job<S, R> job, String... more) {
    List<String> all = new ArrayList<>(assignments);
    all.addAll(List.of(more));
    Settings settings = Settings.load(Optional.empty(), all);
    return JobRunner.run(session, job, settings.reader().bind(job::bind)).report();
  }

  /** Deletes all rows, the lake and the models, so that every test starts with none. */
  public void reset() {
    emptyTables();
    CoreSettings core = session.core();
    for (String root :
        List.of(core.lake().root(), core.lake().restrictedRoot(), core.modelsRoot())) {
      delete(root);
    }
    DeltaLog.clearCache();
  }

  /** Deletes all rows, for tests that write no files; does not start Spark. */
  public void emptyTables() {
    jdbi().useTransaction(TestSession::truncate);
  }

  private static void truncate(Handle handle) {
    // Disables the triggers that protect ledgers and record deletions.
    handle.execute("set local session_replication_role = replica");
    handle.execute(
        "truncate "
            + handle
                .createQuery(
                    "select string_agg(oid::regclass::text, ', ') from pg_class"
                        + " where relnamespace = 'public'::regnamespace and relkind = 'r'")
                .mapTo(String.class)
                .one()
            + " restart identity");
  }

  private void delete(String root) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(root);
    try {
      path.getFileSystem(session.spark().sparkContext().hadoopConfiguration()).delete(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}

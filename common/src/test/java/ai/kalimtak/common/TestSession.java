package ai.kalimtak.common;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** A job session over a real Postgres and a lake of its own, both inside one test's folder. */
public final class TestSession implements AutoCloseable {
  private final Settings settings;
  private final JobSession session;

  private TestSession(Settings settings, JobSession session) {
    this.settings = settings;
    this.session = session;
  }

  public static TestSession in(Path folder, String... assignments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "state.directory=" + folder,
                "spark.master=local[2]",
                "spark.conf.spark.sql.shuffle.partitions=2"));
    all.addAll(List.of(assignments));
    Settings settings = Settings.load(Optional.empty(), all);
    return new TestSession(
        settings, JobSession.open(settings.reader().bind(CoreSettings::from), "test"));
  }

  public JobSession session() {
    return session;
  }

  public Jdbi jdbi() {
    return session.supabase().jdbi();
  }

  /** Runs a job as its command would. */
  public <S, R extends JobReport> R run(Job<S, R> job) {
    return session.run(job, settings.reader().bind(job::bind)).report();
  }

  @Override
  public void close() {
    session.close();
  }
}

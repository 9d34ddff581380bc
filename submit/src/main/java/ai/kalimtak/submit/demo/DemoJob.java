package ai.kalimtak.submit.demo;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.settings.SettingsReader;
import org.jdbi.v3.core.Jdbi;

/** Writes one week of the demo's traffic. Needs no Spark. */
public final class DemoJob implements Job<DemoSettings, DemoReport> {
  private final DemoWeek week;

  public DemoJob(DemoWeek week) {
    this.week = week;
  }

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public DemoSettings bind(SettingsReader reader) {
    return DemoSettings.from(reader);
  }

  @Override
  public DemoReport run(DemoSettings settings, JobContext context) {
    Jdbi jdbi = context.supabase().jdbi();
    long before = rows(jdbi);
    DemoWritten written =
        context.phase(
            "writing traffic of week " + week.number(), () -> new DemoWriter(jdbi).write(week));
    return new DemoReport(week.number(), settings.weeks(), rows(jdbi) - before, written);
  }

  private static long rows(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery("select count(*) from user_interactions").mapTo(Long.class).one());
  }
}

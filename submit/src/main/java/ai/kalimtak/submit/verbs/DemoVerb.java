package ai.kalimtak.submit.verbs;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobRunner;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.submit.cycle.CycleReport;
import ai.kalimtak.submit.cycle.Jobs;
import ai.kalimtak.submit.demo.DemoInteraction;
import ai.kalimtak.submit.demo.DemoJob;
import ai.kalimtak.submit.demo.DemoReport;
import ai.kalimtak.submit.demo.DemoSettings;
import ai.kalimtak.submit.demo.DemoTraffic;
import ai.kalimtak.submit.demo.DemoWeek;
import ai.kalimtak.submit.report.StatusFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Generates three weeks of traffic and runs a cycle after each week; a week takes seconds. */
public final class DemoVerb extends Verb {
  /** The result of the demo, week by week. */
  private record Report(List<Week> weeks, List<Deployments.Serving> served) {}

  private record Week(DemoReport traffic, CycleReport cycle) {}

  @Override
  CoreSettings check(Settings settings) {
    return Jobs.bind(settings, Jobs.ofCycle().stream().map(Supplier::get)).core();
  }

  @Override
  ExitCode run(Settings given) {
    Settings settings = given.with("rollout.min-stage-hours", 0);
    DemoSettings demo = settings.reader().bind(DemoSettings::from);
    Jobs cycle = Jobs.bind(settings, Jobs.ofCycle().stream().map(Supplier::get));
    if (cycle.core().supabase().url().isPresent()) {
      throw JobException.badSettings(
          "the demo generates traffic, but supabase.url points to a real database",
          "Remove supabase.url; the demo runs on the embedded Postgres");
    }
    List<DemoWeek> traffic = DemoTraffic.weeks(demo);
    List<Week> weeks = new ArrayList<>();
    try (JobSession session = JobSession.open(cycle.core(), "demo")) {
      refuseForeign(session, cycle.core(), traffic);
      for (DemoWeek week : traffic) {
        DemoReport written = JobRunner.run(session, new DemoJob(week), demo).report();
        CycleReport done = CycleReport.of(session, cycle);
        weeks.add(new Week(written, done));
        print("\n== " + written.headline() + "\n");
        print(done.table());
      }
      List<Deployments.Serving> served = StatusFacts.served(session);
      print(
          """

          Next steps:
            kalimtak status
            kalimtak sql -e "select section, name, rows, share from gold.curation_report where run_id = (select max(run_id) from gold.curation_report) order by section, rows desc"
            kalimtak sql -e "select curation_status, rejection_reason, count(*) from silver.candidates group by all order by 3 desc"
          """);
      printJson(new Report(weeks, served));
      return served.isEmpty() ? ExitCode.GATE_REFUSED : ExitCode.DONE;
    }
  }

  /** Refuses a database that holds real rows: models must not learn from a mix of both. */
  private static void refuseForeign(JobSession session, CoreSettings core, List<DemoWeek> traffic) {
    UUID[] ids =
        traffic.stream()
            .map(DemoWeek::interactions)
            .flatMap(List::stream)
            .map(DemoInteraction::id)
            .toArray(UUID[]::new);
    long others =
        session
            .supabase()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select count(*) from user_interactions where id <> all(:ids)")
                        .bindArray("ids", UUID.class, (Object[]) ids)
                        .mapTo(Long.class)
                        .one());
    if (others > 0) {
      throw JobException.badSettings(
          core.stateDirectory()
              + " contains "
              + others
              + " interactions that do not come from this demo; generated rows must not be mixed with them",
          "Run the demo in an empty folder, or with --set state.directory=FOLDER");
    }
  }
}

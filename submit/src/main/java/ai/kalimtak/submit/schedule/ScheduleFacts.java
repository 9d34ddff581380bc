package ai.kalimtak.submit.schedule;

import ai.kalimtak.common.job.JobRuns;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What the database knows of the schedule, whether or not a scheduler runs. */
public record ScheduleFacts(List<Run> runs, List<Instance> instances) {

  /**
   * A scheduled run.
   *
   * @param next when it is due; empty when it was never scheduled, or is no more
   * @param runningOn the scheduler that runs it now
   * @param overdue whether it is due and nobody has begun it for a minute
   * @param last its last run, a running one too
   */
  public record Run(
      String name,
      Optional<OffsetDateTime> next,
      Optional<String> runningOn,
      boolean overdue,
      Optional<JobRuns.Run> last) {}

  /** A process of {@code kalimtak schedule} that did not say goodbye. */
  public record Instance(
      String name, String host, long processId, OffsetDateTime seenAt, boolean alive) {}

  public static ScheduleFacts of(Jdbi jdbi, JobRuns runs) {
    List<Run> all = new ArrayList<>();
    for (Cadence cadence : Cadence.values()) {
      all.add(run(jdbi, cadence, runs.latest(cadence.job())));
    }
    return new ScheduleFacts(List.copyOf(all), instances(jdbi));
  }

  /** Whether anybody has ever started a scheduler on this database. */
  public boolean isUsed() {
    return !instances.isEmpty()
        || runs.stream().anyMatch(run -> run.next().isPresent() || run.last().isPresent());
  }

  public boolean isAlive() {
    return instances.stream().anyMatch(Instance::alive);
  }

  private static Run run(Jdbi jdbi, Cadence cadence, Optional<JobRuns.Run> last) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select execution_time, case when picked then picked_by end as running_on,
                               not picked and execution_time < now() - interval '1 minute' as overdue
                        from scheduled_tasks where task_name = :name
                        """)
                    .bind("name", cadence.job())
                    .map(
                        (row, context) ->
                            new Run(
                                cadence.label(),
                                Optional.of(row.getObject("execution_time", OffsetDateTime.class)),
                                Optional.ofNullable(row.getString("running_on")),
                                row.getBoolean("overdue"),
                                last))
                    .findOne())
        .orElseGet(() -> new Run(cadence.label(), Optional.empty(), Optional.empty(), false, last));
  }

  private static List<Instance> instances(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select name, host, process_id, seen_at,
                           seen_at >= now() - dead_after_s * interval '1 second' as alive
                    from schedulers order by started_at
                    """)
                .map(
                    (row, context) ->
                        new Instance(
                            row.getString("name"),
                            row.getString("host"),
                            row.getLong("process_id"),
                            row.getObject("seen_at", OffsetDateTime.class),
                            row.getBoolean("alive")))
                .list());
  }
}

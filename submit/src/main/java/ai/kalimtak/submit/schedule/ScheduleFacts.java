package ai.kalimtak.submit.schedule;

import ai.kalimtak.common.job.JobRuns;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The schedule as recorded in the database, whether or not a scheduler is running. */
public record ScheduleFacts(List<Run> runs, List<Instance> instances) {

  /**
   * A scheduled run.
   *
   * @param next the due time; empty if the run was never scheduled or is no longer scheduled
   * @param runningOn the scheduler that is running it now
   * @param overdue whether it has been due for a minute without being started
   * @param last its last run, which may still be in progress
   */
  public record Run(
      String name,
      Optional<OffsetDateTime> next,
      Optional<String> runningOn,
      boolean overdue,
      Optional<JobRuns.Run> last) {}

  /** A {@code kalimtak schedule} process that has not deregistered. */
  public record Instance(
      String name, String host, long processId, OffsetDateTime seenAt, boolean alive) {}

  public static ScheduleFacts of(Jdbi jdbi, JobRuns runs) {
    List<Run> all = new ArrayList<>();
    for (Cadence cadence : Cadence.values()) {
      all.add(run(jdbi, cadence, runs.latest(cadence.job())));
    }
    return new ScheduleFacts(List.copyOf(all), instances(jdbi));
  }

  /** Returns whether a scheduler has ever been started on this database. */
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

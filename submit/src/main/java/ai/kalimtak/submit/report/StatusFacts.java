package ai.kalimtak.submit.report;

import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.submit.schedule.ScheduleFacts;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** The current state of the whole suite. */
public record StatusFacts(
    String database,
    String lakeRoot,
    long interactions,
    Optional<OffsetDateTime> newestInteraction,
    List<JobRuns.Run> runs,
    ScheduleFacts schedule,
    List<ModelVersion> versions,
    List<Deployments.Serving> served) {

  public static StatusFacts gather(JobSession session, int runs) {
    return session
        .supabase()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select count(*) as rows, max(created_at) as newest from user_interactions")
                    .map(
                        (row, context) ->
                            new StatusFacts(
                                session.supabase().server(),
                                session.core().lake().root(),
                                row.getLong("rows"),
                                Optional.ofNullable(row.getObject("newest", OffsetDateTime.class)),
                                session.jobRuns().latest(runs),
                                ScheduleFacts.of(session.supabase().jdbi(), session.jobRuns()),
                                session.registry().all(),
                                served(session)))
                    .one());
  }

  public static List<Deployments.Serving> served(JobSession session) {
    return new Deployments(session.supabase().jdbi()).serving();
  }
}

package ai.kalimtak.submit.report;

import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a report is made of: registry, deployments and the reports of the last runs. None of it
 * holds a text of a person.
 *
 * @param pull the last run of etl that read rows
 * @param curation the last run of quality that had something to do
 * @param versions by model, newest first
 * @param runs newest first
 */
public record ReportFacts(
    Instant at,
    String database,
    String lakeRoot,
    Optional<JobRuns.Run> pull,
    Optional<JobRuns.Run> curation,
    List<ModelVersion> versions,
    List<Deployment> deployments,
    List<Deployments.Serving> serving,
    List<JobRuns.Run> runs) {

  private static final int LISTED_RUNS = 20;

  public static ReportFacts gather(JobSession session) {
    Deployments deployments = new Deployments(session.supabase().jdbi());
    return new ReportFacts(
        Instant.now(),
        session.supabase().server(),
        session.core().lake().root(),
        session.jobRuns().lastSucceeded("etl"),
        session.jobRuns().lastSucceeded("quality"),
        session.registry().all(),
        deployments.all(),
        deployments.serving(),
        session.jobRuns().latest(LISTED_RUNS));
  }
}

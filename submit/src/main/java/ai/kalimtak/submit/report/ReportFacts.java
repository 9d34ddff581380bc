package ai.kalimtak.submit.report;

import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.job.JobSession;
import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.report.CurationExamples;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The facts behind a report: registry, deployments, the reports of the last runs, and a few
 * redacted rows of the lake.
 *
 * @param pull the last run of etl that read rows
 * @param curation the last run of quality that changed anything
 * @param examples example rows; empty before the first curation
 * @param versions by model, newest first
 * @param runs newest first
 */
public record ReportFacts(
    Instant at,
    String database,
    String lakeRoot,
    Optional<JobRuns.Run> pull,
    Optional<JobRuns.Run> curation,
    CurationExamples examples,
    List<ModelVersion> versions,
    List<Deployment> deployments,
    List<Deployments.Serving> serving,
    List<JobRuns.Run> runs) {

  private static final int LISTED_RUNS = 20;

  public static ReportFacts gather(JobSession session) {
    Deployments deployments = new Deployments(session.supabase().jdbi());
    Optional<JobRuns.Run> curation = session.jobRuns().lastSucceeded("quality");
    return new ReportFacts(
        Instant.now(),
        session.supabase().server(),
        session.core().lake().root(),
        session.jobRuns().lastSucceeded("etl"),
        curation,
        curation.isPresent() ? CurationExamples.of(session.lake()) : CurationExamples.none(),
        session.registry().all(),
        deployments.all(),
        deployments.serving(),
        session.jobRuns().latest(LISTED_RUNS));
  }
}

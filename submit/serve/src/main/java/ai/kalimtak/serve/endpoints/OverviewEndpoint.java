package ai.kalimtak.serve.endpoints;

import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.json.ContractValue;
import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelRegistry;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.serve.auth.Authorization;
import ai.kalimtak.serve.http.Answers;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/admin/overview}: the content of the page. */
public record OverviewEndpoint(
    Authorization authorization, JobRuns runs, ModelRegistry registry, Deployments deployments) {
  private static final int RUNS = 20;
  private static final int DEPLOYMENTS = 20;

  /**
   * The response.
   *
   * @param curation counts of the last curation that changed anything
   */
  record Overview(
      List<Run> runs,
      List<Version> versions,
      List<Deployments.Serving> serving,
      List<Deployment> deployments,
      Optional<JsonNode> curation) {}

  /** A run without its report. */
  record Run(
      long runId,
      String job,
      String status,
      OffsetDateTime startedAt,
      Optional<OffsetDateTime> endedAt,
      Optional<String> error) {
    static Run of(JobRuns.Run run) {
      return new Run(
          run.runId(), run.job(), run.status(), run.startedAt(), run.endedAt(), run.error());
    }
  }

  /** A version without its parameters. */
  record Version(
      String model, int version, String status, long datasetVersion, OffsetDateTime createdAt) {
    static Version of(ModelVersion version) {
      return new Version(
          version.modelName(),
          version.version(),
          ContractValue.of(version.status()),
          version.datasetVersion(),
          version.createdAt());
    }
  }

  public void get(Context request) {
    authorization.admin(request);
    Answers.json(
        request,
        200,
        new Overview(
            runs.latest(RUNS).stream().map(Run::of).toList(),
            registry.all().stream().map(Version::of).toList(),
            deployments.serving(),
            deployments.all().stream().limit(DEPLOYMENTS).toList(),
            runs.lastSucceeded("quality").map(JobRuns.Run::stats)));
  }
}

package ai.kalimtak.quality.signals;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.moderation.Moderation;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;

/** The loaded pipelines of {@link ModelVersions}, each empty where there is no version. */
public record Models(
    Optional<PipelineModel> router,
    Optional<Moderation.Model> moderation,
    Optional<PipelineModel> reward) {

  /** Verifies and loads the artifact of each version. */
  public static Models load(ModelVersions versions, JobContext context) {
    return new Models(
        versions.router().map(version -> load(version, context)),
        versions.moderation().map(version -> Moderation.Model.of(version, load(version, context))),
        versions.reward().map(version -> load(version, context)));
  }

  private static PipelineModel load(ModelVersion version, JobContext context) {
    return context.phase("loading " + version.label(), () -> context.artifacts().load(version));
  }
}

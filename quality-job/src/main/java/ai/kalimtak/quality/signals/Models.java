package ai.kalimtak.quality.signals;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.QualityPlan;
import ai.kalimtak.quality.moderation.Moderation;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;

/** The pipelines in production that curation uses; each empty before its first deployment. */
public record Models(
    Optional<PipelineModel> router,
    Optional<Moderation.Model> moderation,
    Optional<PipelineModel> reward) {

  public static Models load(QualityPlan plan, JobContext context) {
    return new Models(
        plan.router().map(version -> load(version, context)),
        plan.moderation().map(version -> Moderation.Model.of(version, load(version, context))),
        plan.reward().map(version -> load(version, context)));
  }

  private static PipelineModel load(ModelVersion version, JobContext context) {
    return context.phase("loading " + version.label(), () -> context.artifacts().load(version));
  }
}

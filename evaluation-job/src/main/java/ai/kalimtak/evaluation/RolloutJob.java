package ai.kalimtak.evaluation;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.evaluation.rollout.Ramp;
import ai.kalimtak.evaluation.rollout.RolloutStep;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Brings approved versions into production, stage by stage. Needs no Spark. */
public final class RolloutJob implements Job<RolloutSettings, RolloutReport> {
  public static void main(String[] args) {
    JobCommand.exit(JobCommand.run(new RolloutJob(), args));
  }

  @Override
  public String name() {
    return "rollout";
  }

  @Override
  public RolloutSettings bind(SettingsReader reader) {
    return RolloutSettings.from(reader);
  }

  @Override
  public Set<String> readsFromDatabase(RolloutSettings settings) {
    return Set.of("public.model_versions");
  }

  @Override
  public Set<String> writesToDatabase(RolloutSettings settings) {
    return Set.of("public.model_deployments");
  }

  @Override
  public RolloutReport run(RolloutSettings settings, JobContext context) {
    Deployments deployments = new Deployments(context.supabase().jdbi());
    List<RolloutStep> steps = plan(context.registry().all(), deployments, settings.ramp());
    steps.forEach(step -> take(step, deployments, "rollout run " + context.runId()));
    return RolloutReport.of(steps);
  }

  /** One step for each model that has a version, in the order of the models' names. */
  private static List<RolloutStep> plan(
      List<ModelVersion> versions, Deployments deployments, Ramp ramp) {
    Map<String, List<Integer>> approved =
        versions.stream()
            .collect(
                Collectors.groupingBy(
                    ModelVersion::modelName,
                    TreeMap::new,
                    Collectors.filtering(
                        version -> version.status() == ModelVersion.Status.APPROVED,
                        Collectors.mapping(ModelVersion::version, Collectors.toList()))));
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    return approved.entrySet().stream()
        .map(
            model ->
                RolloutStep.plan(
                    model.getKey(), model.getValue(), deployments.of(model.getKey()), ramp, now))
        .toList();
  }

  private static void take(RolloutStep step, Deployments deployments, String actor) {
    int stage = step.share().stage();
    int percent = step.share().percent();
    switch (step.action()) {
      case ACTIVATED ->
          deployments.activate(
              step.model(), step.version(), step.ramp(), stage, step.reason(), actor);
      case RAMP_STARTED ->
          deployments.begin(step.model(), step.version(), percent, step.reason(), actor);
      case RAMP_ADVANCED ->
          deployments.advance(step.ramp().orElseThrow(), stage, percent, step.reason(), actor);
      case WAITING, UNCHANGED -> {}
      case ROLLED_BACK -> throw new IllegalStateException("a rollout rolls nothing back");
    }
  }
}

package ai.kalimtak.evaluation;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.json.ContractValue;
import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.evaluation.rollout.RolloutReport;
import ai.kalimtak.evaluation.rollout.RolloutSettings;
import ai.kalimtak.evaluation.rollout.RolloutStep;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts approved versions to work, stage by stage. Needs no Spark. */
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
    Map<String, List<Integer>> approved =
        context.registry().all().stream()
            .collect(
                Collectors.groupingBy(
                    ModelVersion::modelName,
                    TreeMap::new,
                    Collectors.filtering(
                        version -> version.status() == ModelVersion.Status.APPROVED,
                        Collectors.mapping(ModelVersion::version, Collectors.toList()))));
    List<RolloutReport.Act> actions = new ArrayList<>();
    approved.forEach(
        (model, versions) -> {
          List<Deployment> past = deployments.of(model);
          RolloutStep step =
              RolloutStep.plan(versions, past, settings, OffsetDateTime.now(ZoneOffset.UTC));
          take(step, model, past, deployments, "rollout run " + context.runId());
          actions.add(
              new RolloutReport.Act(
                  model,
                  step.version(),
                  ContractValue.of(step.action()),
                  step.trafficPercent(),
                  step.reason()));
        });
    return new RolloutReport(actions);
  }

  private static void take(
      RolloutStep step,
      String model,
      List<Deployment> past,
      Deployments deployments,
      String actor) {
    Optional<Deployment> ramping =
        past.stream()
            .filter(deployment -> deployment.state() == Deployment.State.RAMPING)
            .findFirst();
    switch (step.action()) {
      case ACTIVATED ->
          deployments.activate(model, step.version(), ramping, step.stage(), step.reason(), actor);
      case RAMP_STARTED ->
          deployments.begin(model, step.version(), step.trafficPercent(), step.reason(), actor);
      case RAMP_ADVANCED ->
          deployments.advance(
              ramping.orElseThrow(), step.stage(), step.trafficPercent(), step.reason(), actor);
      case WAITING, UNCHANGED -> {}
    }
  }
}

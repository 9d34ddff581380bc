package ai.kalimtak.evaluation;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployment.State;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.evaluation.rollout.RolloutReport;
import ai.kalimtak.evaluation.rollout.RolloutSettings;
import java.util.List;
import java.util.Optional;

/**
 * Takes a model's newest serving version out of production: the one that ramps up, else the active
 * one, which another then replaces. A version that was rolled back is not rolled out again.
 */
public final class RollbackJob implements Job<RolloutSettings, RolloutReport> {
  private final String model;
  private final Optional<Integer> toVersion;
  private final String reason;

  /**
   * @param toVersion the version to put in the place of the active one; else the one before it
   */
  public RollbackJob(String model, Optional<Integer> toVersion, String reason) {
    this.model = model;
    this.toVersion = toVersion;
    this.reason = reason;
  }

  @Override
  public String name() {
    return "rollback";
  }

  @Override
  public RolloutSettings bind(SettingsReader reader) {
    return RolloutSettings.from(reader);
  }

  @Override
  public RolloutReport run(RolloutSettings settings, JobContext context) {
    Deployments deployments = new Deployments(context.supabase().jdbi());
    List<Deployment> past = deployments.of(model);
    Deployment serving =
        inState(past, State.RAMPING)
            .filter(ramping -> toVersion.isEmpty())
            .or(() -> inState(past, State.ACTIVE))
            .orElseThrow(
                () ->
                    JobException.failed(
                        "no version of " + model + " serves",
                        "See what does with: kalimtak status"));
    Optional<Integer> replacement =
        serving.state() == State.RAMPING
            ? Optional.empty()
            : Optional.of(replacement(serving, past, context));
    deployments.rollBack(serving, replacement, reason, "rollback run " + context.runId());
    String then =
        replacement
            .map(version -> "v" + version + " serves again")
            .orElse("its share goes back to the active version");
    return new RolloutReport(
        List.of(
            new RolloutReport.Act(
                model, serving.version(), "rolled_back", 0, reason + "; " + then)));
  }

  private int replacement(Deployment serving, List<Deployment> past, JobContext context) {
    if (toVersion.isPresent()) {
      int version = toVersion.get();
      boolean approved =
          context
              .registry()
              .find(model, version)
              .filter(found -> found.status() == ModelVersion.Status.APPROVED)
              .isPresent();
      if (!approved || version == serving.version()) {
        throw JobException.badSettings(
            model
                + " v"
                + version
                + " cannot take over: it is not an approved version other than the one that serves",
            "List the versions with: kalimtak status");
      }
      return version;
    }
    return past.stream()
        .filter(deployment -> deployment.state() == State.SUPERSEDED)
        .map(Deployment::version)
        .filter(version -> version != serving.version())
        .filter(
            version ->
                past.stream()
                    .noneMatch(
                        other -> other.version() == version && other.state() == State.ROLLED_BACK))
        .findFirst()
        .orElseThrow(
            () ->
                JobException.failed(
                    model
                        + " v"
                        + serving.version()
                        + " has no predecessor to go back to, so it stays",
                    "Name an approved version with --to"));
  }

  private static Optional<Deployment> inState(List<Deployment> past, State state) {
    return past.stream().filter(deployment -> deployment.state() == state).findFirst();
  }
}

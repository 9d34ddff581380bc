package ai.kalimtak.evaluation;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.evaluation.rollout.Rollback;
import java.util.Optional;

/**
 * Takes a model's newest version out of production: the one that ramps up or, if none does, the
 * active one, which another version replaces. A version that was rolled back is not rolled out
 * again.
 */
public final class RollbackJob implements Job<RolloutSettings, RolloutReport> {
  private final String model;
  private final Optional<Integer> toVersion;
  private final String reason;

  /**
   * Sets up a rollback.
   *
   * @param toVersion the version that replaces the active one; by default the one before it
   * @param reason why; kept in the ledger
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
    Rollback rollback =
        Rollback.plan(
            model, deployments.of(model), toVersion, version -> isApproved(version, context));
    deployments.rollBack(
        rollback.serving(), rollback.replacement(), reason, "rollback run " + context.runId());
    return RolloutReport.of(rollback, reason);
  }

  private boolean isApproved(int version, JobContext context) {
    return context
        .registry()
        .find(model, version)
        .filter(found -> found.status() == ModelVersion.Status.APPROVED)
        .isPresent();
  }
}

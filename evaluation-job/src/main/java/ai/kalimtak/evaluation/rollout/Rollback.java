package ai.kalimtak.evaluation.rollout;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployment.State;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The plan of a rollback.
 *
 * @param serving the deployment that ends
 * @param replacement the version that takes its place; empty if the deployment is a ramp, whose
 *     share goes back to the active version
 */
public record Rollback(Deployment serving, Optional<Integer> replacement) {

  /**
   * Plans the rollback, without a database. The version that ramps up ends first, unless a
   * replacement is named; otherwise the active one ends.
   *
   * @param past the deployments of the model, newest first
   * @param toVersion the replacement of the active version; by default the one that served before
   * @param isApproved whether a version of the model is approved
   */
  public static Rollback plan(
      String model, List<Deployment> past, Optional<Integer> toVersion, IntPredicate isApproved) {
    Optional<Deployment> ramping = RolloutStep.inState(past, State.RAMPING);
    if (ramping.isPresent() && toVersion.isEmpty()) {
      return new Rollback(ramping.get(), Optional.empty());
    }
    Deployment active =
        RolloutStep.inState(past, State.ACTIVE)
            .orElseThrow(
                () ->
                    JobException.failed(
                        "no version of " + model + " is in production",
                        "List the versions in production with: kalimtak status"));
    if (toVersion.isEmpty()) {
      return new Rollback(active, Optional.of(predecessor(active, past)));
    }
    int version = toVersion.get();
    if (version == active.version() || !isApproved.test(version)) {
      throw JobException.badSettings(
          model
              + " v"
              + version
              + " cannot take over: the replacement must be an approved version other than the"
              + " active one",
          "List the versions with: kalimtak status");
    }
    return new Rollback(active, toVersion);
  }

  /** The version that served before; one that was rolled back is not tried again. */
  private static int predecessor(Deployment active, List<Deployment> past) {
    return past.stream()
        .filter(deployment -> deployment.state() == State.SUPERSEDED)
        .map(Deployment::version)
        .filter(version -> version != active.version())
        .filter(version -> !wasRolledBack(version, past))
        .findFirst()
        .orElseThrow(
            () ->
                JobException.failed(
                    active.modelName()
                        + " v"
                        + active.version()
                        + " has no predecessor, so it stays in production",
                    "Name an approved version with --to"));
  }

  private static boolean wasRolledBack(int version, List<Deployment> past) {
    return past.stream()
        .anyMatch(other -> other.version() == version && other.state() == State.ROLLED_BACK);
  }
}

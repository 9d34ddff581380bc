package ai.kalimtak.evaluation.rollout;

import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployment.State;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a rollout does with one model next.
 *
 * @param version the version it concerns; 0 for none
 * @param stage 1-based stage that the version then has
 */
public record RolloutStep(
    Action action, int version, int stage, int trafficPercent, String reason) {
  public enum Action {
    /** All traffic goes to the version. */
    ACTIVATED,
    RAMP_STARTED,
    RAMP_ADVANCED,
    /** The present stage has not lasted long enough. */
    WAITING,
    UNCHANGED
  }

  /**
   * Plans, without a database: an approved version that never served ramps up beside the active
   * one; the first of all serves at once. While one ramps, a newer one waits.
   *
   * @param approved numbers of the approved versions
   * @param deployments every deployment of the model
   */
  public static RolloutStep plan(
      List<Integer> approved,
      List<Deployment> deployments,
      RolloutSettings settings,
      OffsetDateTime now) {
    Optional<Deployment> ramping = inState(deployments, State.RAMPING);
    Optional<Deployment> active = inState(deployments, State.ACTIVE);
    if (ramping.isPresent()) {
      return advance(ramping.get(), settings, now);
    }
    int newestServed = active.map(Deployment::version).orElse(0);
    OptionalInt next =
        approved.stream()
            .mapToInt(Integer::intValue)
            .filter(version -> version > newestServed)
            .filter(version -> deployments.stream().noneMatch(past -> past.version() == version))
            .max();
    if (next.isEmpty()) {
      return active.isPresent()
          ? new RolloutStep(
              Action.UNCHANGED,
              newestServed,
              active.get().stage(),
              100,
              "no newer version is approved")
          : new RolloutStep(Action.UNCHANGED, 0, 0, 0, "no version is approved");
    }
    if (active.isEmpty()) {
      return new RolloutStep(
          Action.ACTIVATED,
          next.getAsInt(),
          settings.stages().size(),
          100,
          "the first version; nothing serves beside it");
    }
    int percent = settings.stages().get(0);
    return percent == 100
        ? new RolloutStep(Action.ACTIVATED, next.getAsInt(), 1, 100, "approved")
        : new RolloutStep(
            Action.RAMP_STARTED, next.getAsInt(), 1, percent, "approved, beside v" + newestServed);
  }

  private static RolloutStep advance(
      Deployment ramping, RolloutSettings settings, OffsetDateTime now) {
    Duration lasted = Duration.between(ramping.stageAt(), now);
    Duration wanted = Duration.ofMillis(Math.round(settings.minStageHours() * 3_600_000));
    if (lasted.compareTo(wanted) < 0) {
      return new RolloutStep(
          Action.WAITING,
          ramping.version(),
          ramping.stage(),
          ramping.trafficPercent(),
          "its stage has lasted "
              + lasted.toHours()
              + " of "
              + settings.minStageHours()
              + " hours (rollout.min-stage-hours)");
    }
    // The stages may have been changed since: the next is the first with more traffic.
    for (int stage = 1; stage <= settings.stages().size(); stage++) {
      int percent = settings.stages().get(stage - 1);
      if (percent > ramping.trafficPercent()) {
        return new RolloutStep(
            percent == 100 ? Action.ACTIVATED : Action.RAMP_ADVANCED,
            ramping.version(),
            stage,
            percent,
            "held up at " + ramping.trafficPercent() + " %");
      }
    }
    throw new IllegalStateException("a ramp beyond 100 %");
  }

  private static Optional<Deployment> inState(List<Deployment> deployments, State state) {
    return deployments.stream().filter(deployment -> deployment.state() == state).findFirst();
  }
}

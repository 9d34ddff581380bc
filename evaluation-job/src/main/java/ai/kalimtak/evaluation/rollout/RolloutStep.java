package ai.kalimtak.evaluation.rollout;

import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployment.State;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The next step of one model's rollout.
 *
 * @param version the version that the step is about; 0 if there is none
 * @param share the version's share of the traffic after the step
 * @param ramp the version's ramp, if it is in one
 */
public record RolloutStep(
    String model,
    Action action,
    int version,
    Ramp.Share share,
    Optional<Deployment> ramp,
    String reason) {

  /**
   * Plans the step, without a database. An approved version that has never served ramps up next to
   * the active one; the first version of a model serves at once. While a version ramps up, newer
   * ones wait.
   *
   * @param approved numbers of the approved versions
   * @param deployments every deployment of the model
   */
  public static RolloutStep plan(
      String model,
      List<Integer> approved,
      List<Deployment> deployments,
      Ramp ramp,
      OffsetDateTime now) {
    Optional<Deployment> ramping = inState(deployments, State.RAMPING);
    if (ramping.isPresent()) {
      return advance(ramping.get(), ramp, now);
    }
    Optional<Deployment> active = inState(deployments, State.ACTIVE);
    Optional<Integer> next =
        approved.stream()
            .filter(version -> active.isEmpty() || version > active.get().version())
            .filter(version -> deployments.stream().noneMatch(past -> past.version() == version))
            .max(Comparator.naturalOrder());
    if (next.isEmpty()) {
      return active
          .map(RolloutStep::unchanged)
          .orElse(step(model, Action.UNCHANGED, 0, new Ramp.Share(0, 0), "no version is approved"));
    }
    if (active.isEmpty()) {
      return step(
          model, Action.ACTIVATED, next.get(), ramp.last(), "no other version is in production");
    }
    Ramp.Share first = ramp.after(0).orElseThrow();
    return first.isAll()
        ? step(model, Action.ACTIVATED, next.get(), first, "approved")
        : step(
            model,
            Action.RAMP_STARTED,
            next.get(),
            first,
            "approved; ramps up next to v" + active.get().version());
  }

  private static RolloutStep advance(Deployment ramping, Ramp ramp, OffsetDateTime now) {
    Duration lasted = Duration.between(ramping.stageAt(), now);
    if (lasted.compareTo(ramp.minStage()) < 0) {
      return proceed(
          ramping,
          Action.WAITING,
          new Ramp.Share(ramping.stage(), ramping.trafficPercent()),
          "its stage has lasted "
              + lasted.toHours()
              + " of at least "
              + ramp.minStageHours()
              + " hours (rollout.min-stage-hours)");
    }
    Ramp.Share next =
        ramp.after(ramping.trafficPercent())
            .orElseThrow(() -> new IllegalStateException("a ramp beyond 100 %"));
    return proceed(
        ramping,
        next.isAll() ? Action.ACTIVATED : Action.RAMP_ADVANCED,
        next,
        "completed its stage at " + ramping.trafficPercent() + " %");
  }

  private static RolloutStep unchanged(Deployment active) {
    return step(
        active.modelName(),
        Action.UNCHANGED,
        active.version(),
        new Ramp.Share(active.stage(), 100),
        "no newer version is approved");
  }

  private static RolloutStep step(
      String model, Action action, int version, Ramp.Share share, String reason) {
    return new RolloutStep(model, action, version, share, Optional.empty(), reason);
  }

  private static RolloutStep proceed(
      Deployment ramping, Action action, Ramp.Share share, String reason) {
    return new RolloutStep(
        ramping.modelName(), action, ramping.version(), share, Optional.of(ramping), reason);
  }

  static Optional<Deployment> inState(List<Deployment> deployments, State state) {
    return deployments.stream().filter(deployment -> deployment.state() == state).findFirst();
  }
}

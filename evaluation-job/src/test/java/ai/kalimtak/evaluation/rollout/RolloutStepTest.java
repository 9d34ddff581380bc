package ai.kalimtak.evaluation.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployment.State;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutStepTest {
  private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-01-10T12:00:00Z");
  private static final Ramp DAILY = new Ramp(List.of(10, 50, 100), 24);

  @Test
  void theFirstApprovedVersionServesAtOnce() {
    assertThat(plan(List.of(1))).isEqualTo("ACTIVATED v1 100 %");
  }

  @Test
  void aNewerVersionRampsUpNextToTheActiveOne() {
    assertThat(plan(List.of(1, 2), deployment(1, State.ACTIVE, 100, 90)))
        .isEqualTo("RAMP_STARTED v2 10 %");
  }

  @Test
  void aStageLastsForTheMinimumTime() {
    Deployment active = deployment(1, State.ACTIVE, 100, 90);
    assertThat(plan(List.of(1, 2), deployment(2, State.RAMPING, 10, 23), active))
        .isEqualTo("WAITING v2 10 %");
    assertThat(plan(List.of(1, 2), deployment(2, State.RAMPING, 10, 24), active))
        .isEqualTo("RAMP_ADVANCED v2 50 %");
    assertThat(plan(List.of(1, 2), deployment(2, State.RAMPING, 50, 24), active))
        .isEqualTo("ACTIVATED v2 100 %");
  }

  @Test
  void aNewerVersionWaitsWhileAnotherRampsUp() {
    assertThat(
            plan(
                List.of(1, 2, 3),
                deployment(2, State.RAMPING, 10, 30),
                deployment(1, State.ACTIVE, 100, 90)))
        .isEqualTo("RAMP_ADVANCED v2 50 %");
  }

  @Test
  void aVersionThatWasRolledBackIsNotTriedAgain() {
    assertThat(
            plan(
                List.of(1, 2),
                deployment(2, State.ROLLED_BACK, 0, 30),
                deployment(1, State.ACTIVE, 100, 90)))
        .isEqualTo("UNCHANGED v1 100 %");
  }

  @Test
  void nothingServesWhenNothingIsApproved() {
    assertThat(plan(List.of())).isEqualTo("UNCHANGED v0 0 %");
  }

  @Test
  void stagesIncreaseToAll() {
    assertThat(Ramp.isValid(List.of(10, 50, 100))).isTrue();
    assertThat(Ramp.isValid(List.of(100))).isTrue();
    assertThat(List.of(List.<Integer>of(), List.of(0, 100), List.of(50, 50, 100), List.of(10, 50)))
        .noneMatch(Ramp::isValid);
  }

  private static String plan(List<Integer> approved, Deployment... past) {
    RolloutStep step = RolloutStep.plan("m", approved, List.of(past), DAILY, NOW);
    return step.action() + " v" + step.version() + " " + step.share().percent() + " %";
  }

  private static Deployment deployment(int version, State state, int percent, int hoursAgo) {
    OffsetDateTime at = NOW.minusHours(hoursAgo);
    return new Deployment(
        version, "m", version, 1, percent, state, "why", at, at, Optional.empty());
  }
}

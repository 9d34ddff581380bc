package ai.kalimtak.evaluation.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployment.State;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RollbackTest {
  private static final OffsetDateTime AT = OffsetDateTime.parse("2026-01-10T12:00:00Z");
  private static final Deployment FIRST = deployment(1, State.SUPERSEDED);
  private static final Deployment ACTIVE = deployment(2, State.ACTIVE);
  private static final Deployment RAMP = deployment(3, State.RAMPING);

  @Test
  void endsTheRampFirst() {
    assertThat(plan(Optional.empty(), RAMP, ACTIVE, FIRST))
        .isEqualTo(new Rollback(RAMP, Optional.empty()));
  }

  @Test
  void replacesTheActiveVersionByTheOneBefore() {
    assertThat(plan(Optional.empty(), ACTIVE, FIRST))
        .isEqualTo(new Rollback(ACTIVE, Optional.of(1)));
  }

  @Test
  void replacesTheActiveVersionByTheOneThatIsNamed() {
    assertThat(plan(Optional.of(5), RAMP, ACTIVE, FIRST))
        .isEqualTo(new Rollback(ACTIVE, Optional.of(5)));
  }

  @Test
  void doesNotBringBackAVersionThatWasRolledBack() {
    assertThatThrownBy(
            () -> plan(Optional.empty(), ACTIVE, deployment(1, State.ROLLED_BACK), FIRST))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("m v2 has no predecessor")
        .hasMessageContaining("--to");
  }

  @Test
  void refusesAReplacementThatIsActiveOrNotApproved() {
    for (int version : List.of(2, 4)) {
      assertThatThrownBy(() -> plan(Optional.of(version), ACTIVE, FIRST))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("m v" + version + " cannot take over");
    }
  }

  @Test
  void needsAVersionInProduction() {
    assertThatThrownBy(() -> plan(Optional.empty(), FIRST))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("no version of m is in production");
  }

  private static Rollback plan(Optional<Integer> toVersion, Deployment... past) {
    return Rollback.plan("m", List.of(past), toVersion, version -> version != 4);
  }

  private static Deployment deployment(int version, State state) {
    return new Deployment(version, "m", version, 1, 0, state, "why", AT, AT, Optional.empty());
  }
}

package ai.kalimtak.common.registry;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A row of {@code model_deployments}: the time of one version in production.
 *
 * @param stage 1-based position in the ramp
 * @param trafficPercent percentage of subjects that it serves
 * @param stageAt when the current stage began
 */
public record Deployment(
    long id,
    String modelName,
    int version,
    int stage,
    int trafficPercent,
    State state,
    String reason,
    OffsetDateTime startedAt,
    OffsetDateTime stageAt,
    Optional<OffsetDateTime> endedAt) {

  /** Stored in lower case. */
  public enum State {
    RAMPING,
    ACTIVE,
    SUPERSEDED,
    ROLLED_BACK
  }
}

package ai.kalimtak.evaluation.rollout;

import ai.kalimtak.common.json.ContractValue;
import com.fasterxml.jackson.annotation.JsonValue;

/** A change that a rollout or a rollback makes to the traffic of a version, or none. */
public enum Action {
  /** The version gets all traffic. */
  ACTIVATED,
  /** The version gets the first stage of its ramp. */
  RAMP_STARTED,
  /** The version gets the next stage of its ramp. */
  RAMP_ADVANCED,
  /** The version is taken out of production. */
  ROLLED_BACK,
  /** The current stage of the ramp has not lasted long enough. */
  WAITING,
  /** No approved version is waiting to serve. */
  UNCHANGED;

  /** As reports and the ledger name it: {@code ramp_started}. */
  @JsonValue
  public String key() {
    return ContractValue.of(this);
  }

  /** As text for a reader: {@code ramp started}. */
  public String words() {
    return key().replace('_', ' ');
  }

  public boolean isChange() {
    return this != WAITING && this != UNCHANGED;
  }
}

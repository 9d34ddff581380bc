package ai.kalimtak.evaluation;

import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.evaluation.rollout.Ramp;
import java.util.List;

/** The section {@code rollout}. */
public record RolloutSettings(Ramp ramp) {
  static RolloutSettings from(SettingsReader reader) {
    List<Integer> stages = reader.integers("rollout.stages");
    if (!Ramp.isValid(stages)) {
      reader.problem("rollout.stages", "must increase from above 0 to 100");
    }
    return new RolloutSettings(
        new Ramp(stages, reader.decimal("rollout.min-stage-hours", 0, 8760)));
  }
}

package ai.kalimtak.evaluation.rollout;

import ai.kalimtak.common.settings.SettingsReader;
import java.util.List;

/**
 * The section {@code rollout}.
 *
 * @param stages percent of subjects, growing, the last 100
 */
public record RolloutSettings(List<Integer> stages, double minStageHours) {
  public static RolloutSettings from(SettingsReader reader) {
    List<Integer> stages = reader.integers("rollout.stages");
    boolean grows = !stages.isEmpty() && stages.get(stages.size() - 1) == 100 && stages.get(0) > 0;
    for (int i = 1; i < stages.size(); i++) {
      grows = grows && stages.get(i) > stages.get(i - 1);
    }
    if (!grows) {
      reader.problem("rollout.stages", "must grow from above 0 to 100");
    }
    return new RolloutSettings(stages, reader.decimal("rollout.min-stage-hours", 0, 8760));
  }
}

package ai.kalimtak.evaluation.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The stages by which a new version takes over the traffic.
 *
 * @param stages percent of subjects at each stage, increasing to 100
 * @param minStageHours the least time that a stage lasts
 */
public record Ramp(List<Integer> stages, double minStageHours) {
  /**
   * The share of the traffic at one stage.
   *
   * @param stage 1-based position of the stage
   * @param percent percent of subjects
   */
  public record Share(int stage, int percent) {
    boolean isAll() {
      return percent == 100;
    }
  }

  /** Whether the percentages increase from above 0 to 100. */
  public static boolean isValid(List<Integer> stages) {
    int previous = 0;
    for (int percent : stages) {
      if (percent <= previous) {
        return false;
      }
      previous = percent;
    }
    return previous == 100;
  }

  Duration minStage() {
    return Duration.ofMillis(Math.round(minStageHours * 3_600_000));
  }

  Share last() {
    return new Share(stages.size(), 100);
  }

  /** The first stage with more traffic than this; the stages may have changed during a ramp. */
  Optional<Share> after(int percent) {
    for (int stage = 1; stage <= stages.size(); stage++) {
      if (stages.get(stage - 1) > percent) {
        return Optional.of(new Share(stage, stages.get(stage - 1)));
      }
    }
    return Optional.empty();
  }
}

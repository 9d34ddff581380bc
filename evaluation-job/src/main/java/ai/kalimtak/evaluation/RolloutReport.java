package ai.kalimtak.evaluation;

import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.evaluation.rollout.Action;
import ai.kalimtak.evaluation.rollout.Rollback;
import ai.kalimtak.evaluation.rollout.RolloutStep;
import java.util.List;
import java.util.stream.Collectors;

/** The changes of the versions in production. */
public record RolloutReport(List<Step> actions) implements JobReport {

  /**
   * The step of one model.
   *
   * @param version 0 if no version is concerned
   * @param trafficPercent the version's share of the traffic after the step
   */
  public record Step(String model, int version, Action action, int trafficPercent, String reason) {
    private String label() {
      return version == 0 ? model : model + " v" + version;
    }

    private String change() {
      return label()
          + " "
          + action.words()
          + (action == Action.ROLLED_BACK ? "" : ", " + trafficPercent + " %");
    }
  }

  static RolloutReport of(List<RolloutStep> steps) {
    return new RolloutReport(
        steps.stream()
            .map(
                step ->
                    new Step(
                        step.model(),
                        step.version(),
                        step.action(),
                        step.share().percent(),
                        step.reason()))
            .toList());
  }

  static RolloutReport of(Rollback rollback, String reason) {
    String consequence =
        rollback
            .replacement()
            .map(version -> "v" + version + " takes its place")
            .orElse("its share of the traffic goes back to the active version");
    return new RolloutReport(
        List.of(
            new Step(
                rollback.serving().modelName(),
                rollback.serving().version(),
                Action.ROLLED_BACK,
                0,
                reason + "; " + consequence)));
  }

  @Override
  public boolean nothingNew() {
    return actions.stream().noneMatch(step -> step.action().isChange());
  }

  @Override
  public String headline() {
    return nothingNew()
        ? "nothing to change in production"
        : actions.stream()
            .filter(step -> step.action().isChange())
            .map(Step::change)
            .collect(Collectors.joining("; "));
  }

  @Override
  public List<Line> lines() {
    return actions.stream()
        .map(step -> new Line(step.label(), step.action().words() + ": " + step.reason()))
        .toList();
  }
}

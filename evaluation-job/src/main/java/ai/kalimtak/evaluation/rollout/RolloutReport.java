package ai.kalimtak.evaluation.rollout;

import ai.kalimtak.common.job.JobReport;
import java.util.List;
import java.util.stream.Collectors;

/** What changed in production. */
public record RolloutReport(List<Act> actions) implements JobReport {

  /**
   * @param action activated, ramp_started, ramp_advanced, waiting, unchanged or rolled_back
   */
  public record Act(String model, int version, String action, int trafficPercent, String reason) {
    boolean isChange() {
      return !action.equals("waiting") && !action.equals("unchanged");
    }
  }

  @Override
  public boolean nothingNew() {
    return actions.stream().noneMatch(Act::isChange);
  }

  @Override
  public String headline() {
    String changes =
        actions.stream()
            .filter(Act::isChange)
            .map(
                act ->
                    act.model()
                        + " v"
                        + act.version()
                        + " "
                        + act.action().replace('_', ' ')
                        + (act.action().equals("rolled_back")
                            ? ""
                            : ", " + act.trafficPercent() + " %"))
            .collect(Collectors.joining("; "));
    return changes.isEmpty() ? "nothing to change in production" : changes;
  }

  @Override
  public List<Line> lines() {
    return actions.stream()
        .map(
            act ->
                new Line(
                    act.model() + (act.version() == 0 ? "" : " v" + act.version()),
                    act.action().replace('_', ' ') + ": " + act.reason()))
        .toList();
  }
}

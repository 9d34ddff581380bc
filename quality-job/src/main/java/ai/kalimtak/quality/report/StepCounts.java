package ai.kalimtak.quality.report;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The effect of the curation steps, in their order.
 *
 * @param funnel rows left after each step
 * @param reasonsByDomain rejected rows by reason and domain, as {@code reason|domain}
 */
public record StepCounts(
    List<Stage> funnel, List<StepEffect> filters, Map<String, Long> reasonsByDomain) {
  /** The rows that are left after a step. */
  public record Stage(String step, long rows) {}

  public StepCounts {
    funnel = Objects.requireNonNullElse(funnel, List.of());
    filters = Objects.requireNonNullElse(filters, List.of());
    reasonsByDomain = Objects.requireNonNullElse(reasonsByDomain, Map.of());
  }

  public static StepCounts none() {
    return new StepCounts(List.of(), List.of(), Map.of());
  }
}

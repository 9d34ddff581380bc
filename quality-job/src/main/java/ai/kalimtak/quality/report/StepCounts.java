package ai.kalimtak.quality.report;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The effect of the curation steps, in their order.
 *
 * @param funnel rows left after each step
 * @param filters the effect of each step
 * @param reasonsByDomain rejected rows by reason and domain, as {@code reason|domain}
 */
public record StepCounts(
    List<Stage> funnel, List<Effect> filters, Map<String, Long> reasonsByDomain) {
  /** The rows that are left after a step. */
  public record Stage(String step, long rows) {}

  /**
   * The effect of one step.
   *
   * @param filter label of the step
   * @param in rows that no earlier step rejected
   * @param dropped rows of those that this step rejected: it is their reason
   * @param flagged rows that this step would reject, whatever other steps say
   * @param alone rows that only this step rejects: they would come back without it
   * @param aloneRated rows of those with a rating
   */
  public record Effect(
      String filter, long in, long dropped, long flagged, long alone, long aloneRated) {}

  public StepCounts {
    funnel = Objects.requireNonNullElse(funnel, List.of());
    filters = Objects.requireNonNullElse(filters, List.of());
    reasonsByDomain = Objects.requireNonNullElse(reasonsByDomain, Map.of());
  }

  public static StepCounts none() {
    return new StepCounts(List.of(), List.of(), Map.of());
  }
}

package ai.kalimtak.quality.report;

import java.util.Map;
import java.util.Objects;

/**
 * The rows of {@code silver/candidates} by domain and by rating.
 *
 * @param domainsConsidered all rows by domain, {@code (none)} for those without one
 * @param domainsSelected selected rows by domain
 * @param scores rows by stars, {@code unrated} for those without a rating
 */
public record Distribution(
    Map<String, Long> domainsConsidered,
    Map<String, Long> domainsSelected,
    Map<String, Long> scores) {
  public Distribution {
    domainsConsidered = Objects.requireNonNullElse(domainsConsidered, Map.of());
    domainsSelected = Objects.requireNonNullElse(domainsSelected, Map.of());
    scores = Objects.requireNonNullElse(scores, Map.of());
  }

  public static Distribution none() {
    return new Distribution(Map.of(), Map.of(), Map.of());
  }
}

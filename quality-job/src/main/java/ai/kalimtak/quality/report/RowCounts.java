package ai.kalimtak.quality.report;

import java.util.Map;
import java.util.Objects;

/**
 * The rows of {@code silver/candidates} by status.
 *
 * @param considered all rows: {@code selected + candidates + rejected}
 * @param candidates rows that are not rejected and await a rating
 * @param rejectedByReason in the order of the steps
 */
public record RowCounts(
    long considered,
    long selected,
    long candidates,
    long rejected,
    Map<String, Long> rejectedByReason) {
  public RowCounts {
    rejectedByReason = Objects.requireNonNullElse(rejectedByReason, Map.of());
  }

  public static RowCounts none() {
    return new RowCounts(0, 0, 0, 0, Map.of());
  }
}

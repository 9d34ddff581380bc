package ai.kalimtak.quality.diversity;

import java.util.List;
import java.util.OptionalLong;

/** How many rows a group may have so that none exceeds a share of what is then left. */
final class ShareCap {
  /** For the rounding of {@code share * total}. */
  private static final double SLACK = 1e-9;

  private ShareCap() {}

  /** How many of the largest groups {@link #plan} has to be told of. */
  static int groupsNeeded(double share) {
    return (int) Math.ceil(4 / share);
  }

  /** Whether so many groups can each stay within the share. */
  static boolean isPossible(long groups, double share) {
    return groups * share >= 1 - SLACK;
  }

  /**
   * The largest cap {@code c} with {@code c <= share * sum(min(rows, c))} over all groups; empty
   * when no group exceeds the share.
   *
   * @param largest rows of the largest groups, {@link #groupsNeeded} of them or all
   * @param total rows of all groups
   */
  static OptionalLong plan(List<Long> largest, long total, double share) {
    long high = largest.stream().mapToLong(Long::longValue).max().orElse(0);
    if (high <= share * total + SLACK) {
      return OptionalLong.empty();
    }
    // The right side grows slower than the left, so the two cross once.
    long low = 0;
    while (low < high) {
      long cap = low + (high - low + 1) / 2;
      long beyond = largest.stream().mapToLong(rows -> Math.max(0, rows - cap)).sum();
      if (cap <= share * (total - beyond) + SLACK) {
        low = cap;
      } else {
        high = cap - 1;
      }
    }
    return OptionalLong.of(low);
  }
}

package ai.kalimtak.quality.diversity;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The number of rows that a group may have so that none exceeds a share of the remaining rows. */
final class ShareCap {
  /** For the rounding of {@code share * total}. */
  private static final double SLACK = 1e-9;

  private ShareCap() {}

  /** Returns how many of the largest groups {@link #plan} needs. */
  static int groupsNeeded(double share) {
    return (int) Math.ceil(4 / share);
  }

  /** Returns whether this many groups can all stay within the share. */
  static boolean isPossible(long groups, double share) {
    return groups * share >= 1 - SLACK;
  }

  /** Explains why a share is not enforced. */
  static String impossible(long groups, String kind, double share) {
    return String.format(
        Locale.ROOT,
        "the share of a %1$s is not limited: there are too few %1$ss with enough rows (%2$d) to keep each at or below %3$s (quality.diversity.max-%1$s-share)",
        kind,
        groups,
        share);
  }

  /** Returns how many rows a cap drops. */
  static long dropped(List<Long> sizes, long cap) {
    return sizes.stream().mapToLong(rows -> Math.max(0, rows - cap)).sum();
  }

  /** Returns the smallest cap, at least the given one, that drops no more rows than allowed. */
  static long affordable(List<Long> sizes, long cap, long allowed) {
    long low = cap;
    long high = sizes.stream().mapToLong(Long::longValue).max().orElse(cap);
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (dropped(sizes, middle) <= allowed) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Explains why a limit was reached only in part. */
  static String bounded(String kind, long wanted, long total, double share) {
    return String.format(
        Locale.ROOT,
        "the limits for a %s are reached in part: they would drop %,d of %,d rows, more than the allowed share of %s (quality.diversity.max-removed-share)",
        kind,
        wanted,
        total,
        share);
  }

  /**
   * Returns the largest cap {@code c} with {@code c <= share * sum(min(rows, c))} over all groups;
   * empty if no group exceeds the share.
   *
   * @param largest sizes of the largest groups: {@link #groupsNeeded} of them, or all
   * @param total rows of all groups
   */
  static OptionalLong plan(List<Long> largest, long total, double share) {
    long high = largest.stream().mapToLong(Long::longValue).max().orElse(0);
    if (high <= share * total + SLACK) {
      return OptionalLong.empty();
    }
    // The right side grows more slowly than the left, so the two cross once.
    long low = 0;
    while (low < high) {
      long cap = low + (high - low + 1) / 2;
      if (cap <= share * (total - dropped(largest, cap)) + SLACK) {
        low = cap;
      } else {
        high = cap - 1;
      }
    }
    return OptionalLong.of(low);
  }
}

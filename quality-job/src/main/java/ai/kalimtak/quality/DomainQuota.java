package ai.kalimtak.quality;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many rows each domain may have so that none exceeds a share of what is then left.
 *
 * @param caps rows allowed, for the domains that have too many
 * @param note why the quota could not be applied; empty when it was
 */
record DomainQuota(Map<String, Long> caps, String note) {

  /** Without Spark: the counts are one per domain. */
  static DomainQuota plan(Map<String, Long> rows, double maxShare) {
    long domains = rows.values().stream().filter(count -> count > 0).count();
    if (maxShare >= 1 || domains == 0) {
      return new DomainQuota(Map.of(), "");
    }
    if (domains * maxShare < 1) {
      return new DomainQuota(
          Map.of(),
          "no domain quota: "
              + domains
              + " domains cannot each stay within a share of "
              + maxShare);
    }
    // The largest cap c with c <= share * sum(min(count, c)): the right side grows slower than the
    // left, so the two cross once.
    long low = 0;
    long high = rows.values().stream().mapToLong(Long::longValue).max().orElse(0);
    while (low < high) {
      long cap = low + (high - low + 1) / 2;
      if (cap <= maxShare * total(rows, cap) + 1e-9) {
        low = cap;
      } else {
        high = cap - 1;
      }
    }
    long cap = low;
    Map<String, Long> caps = new TreeMap<>();
    rows.forEach(
        (domain, count) -> {
          if (count > cap) {
            caps.put(domain, cap);
          }
        });
    return new DomainQuota(caps, "");
  }

  private static long total(Map<String, Long> rows, long cap) {
    return rows.values().stream().mapToLong(count -> Math.min(count, cap)).sum();
  }
}

package ai.kalimtak.quality.diversity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How many rows each domain may have.
 *
 * @param caps rows allowed, for the domains that have too many
 * @param note why the largest share could not be kept; empty when it was
 */
record DomainQuota(Map<String, Long> caps, String note) {

  /**
   * Without Spark: the counts are one per domain. A domain larger than the median one, {@code m}
   * rows, is thinned from {@code n} to {@code m (n/m)^tempering} rows; one that this would bring
   * below the least share keeps that share, as far as it has rows; then the largest are cut to the
   * largest share of what is left.
   */
  static DomainQuota plan(Map<String, Long> rows, DiversitySettings settings) {
    Map<String, Long> targets = temper(rows, settings.tempering());
    raise(targets, rows, settings.minDomainShare());
    String note = cut(targets, settings.maxDomainShare());
    Map<String, Long> caps = new TreeMap<>();
    targets.forEach(
        (domain, target) -> {
          if (target < rows.get(domain)) {
            caps.put(domain, target);
          }
        });
    return new DomainQuota(caps, note);
  }

  private static Map<String, Long> temper(Map<String, Long> rows, double tempering) {
    List<Long> sizes = rows.values().stream().filter(count -> count > 0).sorted().toList();
    Map<String, Long> targets = new TreeMap<>(rows);
    if (sizes.isEmpty() || tempering >= 1) {
      return targets;
    }
    double median = sizes.get(sizes.size() / 2);
    targets.replaceAll(
        (domain, count) ->
            count <= median
                ? count
                : (long) Math.ceil(median * Math.pow(count / median, tempering) - 1e-9));
    return targets;
  }

  private static void raise(Map<String, Long> targets, Map<String, Long> rows, double share) {
    boolean raised = true;
    while (raised) {
      raised = false;
      long least = (long) Math.ceil(share * total(targets) - 1e-9);
      for (Map.Entry<String, Long> target : targets.entrySet()) {
        long wanted = Math.min(rows.get(target.getKey()), least);
        if (target.getValue() < wanted) {
          target.setValue(wanted);
          raised = true;
        }
      }
    }
  }

  private static String cut(Map<String, Long> targets, double share) {
    long domains = targets.values().stream().filter(count -> count > 0).count();
    if (share >= 1 || domains == 0) {
      return "";
    }
    if (!ShareCap.isPossible(domains, share)) {
      return "no largest share: "
          + domains
          + " domains cannot each stay within a share of "
          + share
          + " (quality.diversity.max-domain-share)";
    }
    OptionalLong cap = ShareCap.plan(new ArrayList<>(targets.values()), total(targets), share);
    cap.ifPresent(most -> targets.replaceAll((domain, count) -> Math.min(count, most)));
    return "";
  }

  private static long total(Map<String, Long> targets) {
    return targets.values().stream().mapToLong(Long::longValue).sum();
  }
}

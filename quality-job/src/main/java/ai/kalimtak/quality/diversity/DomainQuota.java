package ai.kalimtak.quality.diversity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The number of rows that each domain may have.
 *
 * @param caps rows allowed, for the domains that have more
 * @param dropped how many rows are beyond the caps
 * @param notes why a limit is not enforced, or only in part
 */
record DomainQuota(Map<String, Long> caps, long dropped, List<String> notes) {

  /**
   * Plans the quotas. A domain larger than the median one, {@code m} rows, is thinned from {@code
   * n} to {@code m (n/m)^tempering} rows. One that would thereby fall below the smallest share
   * keeps that share, if it has enough rows. Then the largest domains are cut to the largest share
   * of the rows that remain. If all this drops more rows than allowed, each domain loses the same
   * part of what it would lose.
   *
   * @param all rows by domain; domains with fewer rows than {@code minGroupRows} do not count
   * @param allowed rows that may be dropped
   */
  static DomainQuota plan(Map<String, Long> all, long allowed, DiversitySettings settings) {
    Map<String, Long> rows = new TreeMap<>(all);
    rows.values().removeIf(count -> count < settings.minGroupRows());
    Map<String, Long> targets = temper(rows, settings.tempering());
    raise(targets, rows, settings.minDomainShare());
    List<String> notes = new ArrayList<>();
    cut(targets, settings.maxDomainShare()).ifPresent(notes::add);
    long wanted = total(rows) - total(targets);
    if (wanted > allowed) {
      notes.add(ShareCap.bounded("domain", wanted, total(all), settings.maxRemovedShare()));
      targets.replaceAll(
          (domain, target) -> {
            long lost = rows.get(domain) - target;
            return rows.get(domain) - (long) Math.floor((double) lost * allowed / wanted);
          });
    }
    Map<String, Long> caps = new TreeMap<>();
    targets.forEach(
        (domain, target) -> {
          if (target < rows.get(domain)) {
            caps.put(domain, target);
          }
        });
    return new DomainQuota(caps, total(rows) - total(targets), List.copyOf(notes));
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

  private static Optional<String> cut(Map<String, Long> targets, double share) {
    long domains = targets.values().stream().filter(count -> count > 0).count();
    if (share >= 1 || domains == 0) {
      return Optional.empty();
    }
    if (!ShareCap.isPossible(domains, share)) {
      return Optional.of(ShareCap.impossible(domains, "domain", share));
    }
    OptionalLong cap = ShareCap.plan(new ArrayList<>(targets.values()), total(targets), share);
    cap.ifPresent(most -> targets.replaceAll((domain, count) -> Math.min(count, most)));
    return Optional.empty();
  }

  private static long total(Map<String, Long> targets) {
    return targets.values().stream().mapToLong(Long::longValue).sum();
  }
}

package ai.kalimtak.submit.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Each domain's share of the considered and of the selected rows. */
record DomainShares(int height, List<Domain> domains) {
  private static final int ROW = 38;
  private static final double LONGEST = 290;
  private static final int MOST = 16;

  record Domain(
      String name,
      int y,
      int textY,
      int secondY,
      double before,
      double after,
      String beforeValue,
      String afterValue,
      double beforeX,
      double afterX,
      int beforeTextY,
      int afterTextY) {}

  /** Keeps the largest domains and sums up the others. */
  static DomainShares of(Map<String, Long> considered, Map<String, Long> selected) {
    Map<String, long[]> rows = new LinkedHashMap<>();
    considered.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            entry -> {
              String name = rows.size() < MOST ? entry.getKey() : "(others)";
              long[] counts = rows.computeIfAbsent(name, absent -> new long[2]);
              counts[0] += entry.getValue();
              counts[1] += selected.getOrDefault(entry.getKey(), 0L);
            });
    double allBefore = Math.max(1, rows.values().stream().mapToLong(c -> c[0]).sum());
    double allAfter = Math.max(1, rows.values().stream().mapToLong(c -> c[1]).sum());
    double most =
        rows.values().stream()
            .mapToDouble(c -> Math.max(c[0] / allBefore, c[1] / allAfter))
            .max()
            .orElse(1);
    List<Domain> domains = new ArrayList<>();
    rows.forEach(
        (name, counts) -> {
          int y = domains.size() * ROW + 3;
          double before = Math.max(1, LONGEST * counts[0] / allBefore / most);
          double after = Math.max(1, LONGEST * counts[1] / allAfter / most);
          domains.add(
              new Domain(
                  name,
                  y,
                  y + 20,
                  y + 15,
                  before,
                  after,
                  share(counts[0], allBefore),
                  share(counts[1], allAfter),
                  208 + before,
                  208 + after,
                  y + 11,
                  y + 27));
        });
    return new DomainShares(domains.size() * ROW, domains);
  }

  private static String share(long rows, double all) {
    return String.format(Locale.ROOT, "%.1f %% (%,d)", 100 * rows / all, rows);
  }
}

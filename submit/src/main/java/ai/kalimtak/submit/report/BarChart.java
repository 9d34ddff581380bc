package ai.kalimtak.submit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A horizontal bar chart with labels on the left and values on the right. */
record BarChart(String title, int height, List<Bar> bars) {
  private static final int ROW = 26;
  private static final double LONGEST = 290;

  record Bar(String label, int y, int textY, double width, double valueX, String value) {}

  /** Creates bars in the order of the map, each with its share of the whole. */
  static BarChart of(String title, Map<String, Long> counts, long whole) {
    long most = Math.max(1, counts.values().stream().mapToLong(Long::longValue).max().orElse(1));
    List<Bar> bars = new ArrayList<>();
    counts.forEach(
        (label, rows) -> {
          double width = Math.max(1, LONGEST * rows / most);
          bars.add(
              new Bar(
                  label,
                  bars.size() * ROW + 3,
                  bars.size() * ROW + 18,
                  width,
                  208 + width,
                  String.format(
                      Locale.ROOT, "%,d (%.1f %%)", rows, 100.0 * rows / Math.max(1, whole))));
        });
    return new BarChart(title, bars.size() * ROW, bars);
  }

  boolean isEmpty() {
    return bars.isEmpty();
  }
}

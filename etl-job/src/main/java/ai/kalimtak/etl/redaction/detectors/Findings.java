package ai.kalimtak.etl.redaction.detectors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The findings of all detectors in one text. */
public final class Findings {
  private static final Comparator<Finding> BY_TYPE =
      Comparator.comparing(Finding::type).thenComparingInt(Finding::start);

  private final Set<PiiType> wanted;
  private final List<Finding> found = new ArrayList<>(0);
  private Map<PiiType, Integer> ends = Map.of();

  public Findings(Set<PiiType> wanted) {
    this.wanted = wanted;
  }

  /** Adds a finding, which is merged with the last one if they overlap and have the same type. */
  public void add(PiiType type, int start, int end) {
    if (wanted.contains(type)) {
      Finding last = found.isEmpty() ? null : found.get(found.size() - 1);
      if (last != null && last.type() == type && start < last.end() && last.start() < end) {
        found.set(
            found.size() - 1,
            new Finding(type, Math.min(start, last.start()), Math.max(end, last.end())));
      } else {
        found.add(new Finding(type, start, end));
      }
    }
    if (ends.isEmpty()) {
      ends = new EnumMap<>(PiiType.class);
    }
    ends.merge(type, end, Math::max);
  }

  /** Returns whether a finding of this type, wanted or not, reaches beyond a position. */
  public boolean covers(PiiType type, int at) {
    return !ends.isEmpty() && ends.getOrDefault(type, 0) > at;
  }

  /**
   * Returns the findings in ascending order and without overlaps. Of two that overlap, the one
   * whose type is declared first stays whole. The parts of an address around it stay too.
   */
  public List<Finding> resolved() {
    if (found.size() < 2) {
      return List.copyOf(found);
    }
    found.sort(BY_TYPE);
    NavigableMap<Integer, Finding> placed = new TreeMap<>();
    for (Finding finding : found) {
      if (finding.type() == PiiType.ADDRESS) {
        placeAround(finding, placed);
      } else if (overlapping(finding.start(), finding.end(), placed) == null) {
        placed.put(finding.start(), finding);
      }
    }
    return List.copyOf(placed.values());
  }

  private static void placeAround(Finding finding, NavigableMap<Integer, Finding> placed) {
    int from = finding.start();
    while (from < finding.end()) {
      Finding other = overlapping(from, finding.end(), placed);
      int to = other == null ? finding.end() : other.start();
      if (to > from) {
        placed.put(from, new Finding(finding.type(), from, to));
      }
      from = other == null ? finding.end() : other.end();
    }
  }

  /** Returns the first finding that overlaps, or null. */
  private static Finding overlapping(int start, int end, NavigableMap<Integer, Finding> placed) {
    Map.Entry<Integer, Finding> before = placed.floorEntry(start);
    if (before != null && before.getValue().end() > start) {
      return before.getValue();
    }
    Map.Entry<Integer, Finding> after = placed.higherEntry(start);
    return after != null && after.getKey() < end ? after.getValue() : null;
  }
}

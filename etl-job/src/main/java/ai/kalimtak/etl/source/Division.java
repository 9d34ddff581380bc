package ai.kalimtak.etl.source;

import java.util.ArrayList;
import java.util.List;

/**
 * The division of a query's rows between parallel reads.
 *
 * @param predicates one per read; each row satisfies exactly one of them
 */
public record Division(List<String> predicates) {
  public static final Division NONE = new Division(List.of("true"));

  /** Divides by an expression at boundaries in ascending order; some may coincide. */
  static Division at(String expression, List<String> boundaries) {
    List<String> inner = boundaries.stream().distinct().toList();
    if (inner.isEmpty()) {
      return NONE;
    }
    List<String> predicates = new ArrayList<>();
    for (int i = 0; i <= inner.size(); i++) {
      String lower = i == 0 ? "" : expression + " >= '" + inner.get(i - 1) + "'";
      String upper = i == inner.size() ? "" : expression + " < '" + inner.get(i) + "'";
      predicates.add(lower.isEmpty() || upper.isEmpty() ? lower + upper : lower + " and " + upper);
    }
    return new Division(predicates);
  }
}

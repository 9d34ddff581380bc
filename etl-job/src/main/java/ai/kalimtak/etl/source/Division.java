package ai.kalimtak.etl.source;

import java.util.ArrayList;
import java.util.List;

/**
 * How parallel reads share the rows of a query.
 *
 * @param predicates one per read; together they hold for each row once
 */
public record Division(List<String> predicates) {
  public static final Division NONE = new Division(List.of("true"));

  /** Divides by an expression of the source at the boundaries, ascending; some may coincide. */
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

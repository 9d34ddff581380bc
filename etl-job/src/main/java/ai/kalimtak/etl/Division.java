package ai.kalimtak.etl;

import java.util.ArrayList;
import java.util.List;

/**
 * How parallel reads share the rows of a query.
 *
 * @param expression of the source, by whose ranges the rows are divided; empty when they are not
 * @param predicates over {@link #SPLIT}, one per read; together they hold for each row once
 */
record Division(String expression, List<String> predicates) {
  /** The expression's name in the query. */
  static final String SPLIT = "source_split";

  static final Division NONE = new Division("", List.of("true"));

  /** Divides at the boundaries, ascending; some may coincide. */
  static Division at(String expression, List<String> boundaries) {
    List<String> inner = boundaries.stream().distinct().toList();
    if (inner.isEmpty()) {
      return NONE;
    }
    List<String> predicates = new ArrayList<>();
    for (int i = 0; i <= inner.size(); i++) {
      String lower = i == 0 ? "" : SPLIT + " >= '" + inner.get(i - 1) + "'";
      String upper = i == inner.size() ? "" : SPLIT + " < '" + inner.get(i) + "'";
      predicates.add(lower.isEmpty() || upper.isEmpty() ? lower + upper : lower + " and " + upper);
    }
    return new Division(expression, predicates);
  }

  /** {@code expression as source_split, } for the query's selection. */
  String column() {
    return expression.isEmpty() ? "" : expression + " as " + SPLIT + ", ";
  }
}

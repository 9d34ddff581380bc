package ai.kalimtak.bench.domains;

import ai.kalimtak.submit.terminal.TextTable;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Prints the figures side by side.
 *
 * @param byFold figures of each fold; may be empty
 * @param unseen figures on val when nothing was chosen on it
 * @param tuned figures on val when everything was chosen on it
 */
record RouterTables(List<RouterFigures> byFold, RouterFigures unseen, RouterFigures tuned) {
  void print(String kind, String feature) {
    System.out.printf(
        Locale.ROOT,
        "%n%s, features: %s (%,d training rows in a fold, %,d for val tuned on)%n",
        kind,
        feature,
        byFold.isEmpty() ? 0 : byFold.get(0).rows(),
        tuned.rows());
    TextTable table = new TextTable("measure", "folds", "val, unseen", "val, tuned on");
    row(table, "accuracy in scope", RouterFigures::inScope);
    row(table, "the same, nothing refused", RouterFigures::withoutRefusal);
    row(table, "out of scope: recall", RouterFigures::recall);
    row(table, "out of scope: precision", RouterFigures::precision);
    row(table, "ECE in scope, raw margins", RouterFigures::rawError);
    row(table, "ECE in scope, with temperature", RouterFigures::temperedError);
    row(table, "ECE of the answer, all rows", RouterFigures::answerError);
    row(table, "seconds to train", RouterFigures::seconds);
    System.out.print(table.render());
    System.out.println("accuracy in scope / recall, by share of refused validation rows:");
    TextTable curve = new TextTable("refused", "folds", "val, unseen", "val, tuned on");
    for (int i = 0; i < RouterFigures.FALSE_SHARES.size(); i++) {
      int at = i;
      curve.add(
          String.format(Locale.ROOT, "%.1f %%", 100 * RouterFigures.FALSE_SHARES.get(i)),
          byFold.isEmpty()
              ? ""
              : pair(
                  byFold.stream().mapToDouble(figures -> figures.curve().get(at)[0]).average(),
                  byFold.stream().mapToDouble(figures -> figures.curve().get(at)[1]).average()),
          pair(unseen.curve().get(i)),
          pair(tuned.curve().get(i)));
    }
    System.out.print(curve.render());
  }

  private static String pair(OptionalDouble one, OptionalDouble other) {
    return pair(new double[] {one.orElseThrow(), other.orElseThrow()});
  }

  private static String pair(double[] values) {
    return String.format(Locale.ROOT, "%.4f / %.2f", values[0], values[1]);
  }

  private void row(TextTable table, String name, ToDoubleFunction<RouterFigures> figure) {
    table.add(
        name,
        byFold.isEmpty() ? "" : spread(byFold.stream().mapToDouble(figure).summaryStatistics()),
        String.format(Locale.ROOT, "%.4f", figure.applyAsDouble(unseen)),
        String.format(Locale.ROOT, "%.4f", figure.applyAsDouble(tuned)));
  }

  /** Formats mean (minimum to maximum). */
  private static String spread(DoubleSummaryStatistics values) {
    return String.format(
        Locale.ROOT, "%.4f (%.4f to %.4f)", values.getAverage(), values.getMin(), values.getMax());
  }
}

package ai.kalimtak.bench.learning;

import ai.kalimtak.bench.workbench.Figures;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Learning curves side by side, one value per seed: the score after the first batch and after each
 * round.
 */
final class CurveTable {
  static final String QUEUE = "review queue";
  static final String UNCERTAIN = "uncertainty alone";
  static final String RANDOM = "random";

  private final double[][] queue;
  private final double[][] uncertain;
  private final double[][] random;
  private final int batch;

  /**
   * @param queue curves for labels requested by the review queue
   * @param uncertain curves for labels of the most uncertain rows
   * @param random curves for random labels
   * @param batch labels per round
   */
  CurveTable(double[][] queue, double[][] uncertain, double[][] random, int batch) {
    this.queue = queue;
    this.uncertain = uncertain;
    this.random = random;
    this.batch = batch;
  }

  void print(LearningTask task) {
    int seeds = queue.length;
    int rounds = queue[0].length - 1;
    System.out.printf(
        Locale.ROOT,
        "%n%s, %s on %,d rows: mean over %d seeds (standard deviation)%n",
        task.name(),
        task.measure(),
        task.judged().size(),
        seeds);
    TextTable table =
        new TextTable("labels", QUEUE, UNCERTAIN, RANDOM, "queue - random", "95 % interval");
    for (int round = 0; round <= rounds; round++) {
      int at = round;
      double[] asked = column(queue, at);
      double[] taken = column(random, at);
      table.add(
          batch * (round + 1),
          cell(asked),
          cell(column(uncertain, at)),
          cell(taken),
          difference(asked, taken),
          interval(asked, taken));
    }
    double[] asked = overRounds(queue);
    double[] taken = overRounds(random);
    table.add(
        "all rounds",
        cell(asked),
        cell(overRounds(uncertain)),
        cell(taken),
        difference(asked, taken),
        interval(asked, taken));
    System.out.print(table.render());
    double goal = Figures.mean(column(random, rounds));
    int needed =
        IntStream.rangeClosed(0, rounds)
            .filter(round -> Figures.mean(column(queue, round)) >= goal)
            .findFirst()
            .orElse(rounds + 1);
    if (needed > rounds) {
      System.out.printf(
          Locale.ROOT,
          "  the queue does not reach the score of %d random labels (%.3f)%n",
          batch * (rounds + 1),
          goal);
    } else {
      System.out.printf(
          Locale.ROOT,
          "  the queue reaches the score of %d random labels (%.3f) with %d%n",
          batch * (rounds + 1),
          goal,
          batch * (needed + 1));
    }
  }

  private static double[] column(double[][] curves, int round) {
    return Arrays.stream(curves).mapToDouble(curve -> curve[round]).toArray();
  }

  /** Returns the mean over the rounds in which the two can differ. */
  private static double[] overRounds(double[][] curves) {
    return Arrays.stream(curves)
        .mapToDouble(curve -> Arrays.stream(curve).skip(1).average().orElse(0))
        .toArray();
  }

  private static String cell(double[] values) {
    return String.format(
        Locale.ROOT, "%.3f (%.3f)", Figures.mean(values), Figures.deviation(values));
  }

  private static String difference(double[] one, double[] other) {
    return String.format(Locale.ROOT, "%+.3f", Figures.mean(minus(one, other)));
  }

  /** Formats the interval of the mean difference, paired by seed (Student's t). */
  private static String interval(double[] one, double[] other) {
    double[] differences = minus(one, other);
    if (differences.length < 2) {
      return "-";
    }
    double half =
        TDistribution.of(differences.length - 1).inverseCumulativeProbability(0.975)
            * Figures.deviation(differences)
            / Math.sqrt(differences.length);
    double mean = Figures.mean(differences);
    return String.format(Locale.ROOT, "%+.3f to %+.3f", mean - half, mean + half);
  }

  private static double[] minus(double[] one, double[] other) {
    return IntStream.range(0, one.length).mapToDouble(i -> one[i] - other[i]).toArray();
  }
}

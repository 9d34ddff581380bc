package ai.kalimtak.bench.domains;

import ai.kalimtak.training.TrainingReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The figures of one trained router on its test set. */
record RouterFigures(
    double seconds,
    long rows,
    double inScope,
    double withoutRefusal,
    double recall,
    double precision,
    double rawError,
    double temperedError,
    double answerError,
    List<double[]> curve) {
  /** Shares of refused in-scope validation rows along {@link #curve}. */
  static final List<Double> FALSE_SHARES = List.of(0.0, 0.005, 0.01, 0.02, 0.03, 0.05);

  private static final int BINS = 10;

  /**
   * @param judged the judged answers
   * @param validation the answers on which the thresholds of the curve are chosen
   */
  static RouterFigures of(
      TrainingReport.Trained trained, List<RouterAnswer> judged, List<RouterAnswer> validation) {
    List<Double> scores =
        validation.stream()
            .filter(answer -> !answer.outside())
            .map(RouterAnswer::score)
            .sorted()
            .toList();
    List<RouterAnswer> inScope = judged.stream().filter(answer -> !answer.outside()).toList();
    List<RouterAnswer> outside = judged.stream().filter(RouterAnswer::outside).toList();
    List<RouterAnswer> refused = judged.stream().filter(RouterAnswer::refused).toList();
    List<double[]> curve = new ArrayList<>();
    for (double share : FALSE_SHARES) {
      double threshold = scores.get((int) (share * scores.size()));
      curve.add(
          new double[] {
            share(inScope, answer -> answer.rightInScope() && answer.score() >= threshold),
            share(outside, answer -> answer.score() < threshold)
          });
    }
    return new RouterFigures(
        trained.fit().seconds(),
        trained.data().trainRows(),
        share(inScope, RouterAnswer::right),
        share(inScope, RouterAnswer::rightInScope),
        share(outside, RouterAnswer::refused),
        share(refused, RouterAnswer::outside),
        calibrationError(inScope, RouterAnswer::raw, RouterAnswer::rightInScope),
        calibrationError(inScope, RouterAnswer::tempered, RouterAnswer::rightInScope),
        calibrationError(judged, RouterAnswer::confidence, RouterAnswer::right),
        curve);
  }

  private static double share(List<RouterAnswer> answers, Predicate<RouterAnswer> wanted) {
    return answers.isEmpty()
        ? Double.NaN
        : answers.stream().filter(wanted).count() / (double) answers.size();
  }

  /** Expected calibration error over ten bins of equal width (Naeini et al. 2015). */
  private static double calibrationError(
      List<RouterAnswer> answers,
      ToDoubleFunction<RouterAnswer> confidence,
      Predicate<RouterAnswer> right) {
    double[] gap = new double[BINS];
    for (RouterAnswer each : answers) {
      double sure = confidence.applyAsDouble(each);
      gap[Math.min(BINS - 1, (int) (sure * BINS))] += sure - (right.test(each) ? 1 : 0);
    }
    return Arrays.stream(gap).map(Math::abs).sum() / answers.size();
  }
}

package ai.kalimtak.evaluation.judging;

import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.TTest;

/**
 * How much smaller one version's loss is than another's on the same rows, compared row by row.
 *
 * @param mean the mean of the differences; the version is better if it is above 0
 * @param lower lower end of the two-sided confidence interval at {@code 1 - significance}
 * @param upper upper end of the same interval
 * @param pValue p-value of the hypothesis that there is no difference (paired t test, Student 1908)
 */
public record PairedDifference(double mean, double lower, double upper, double pValue, long rows) {

  /**
   * Computes the interval and the p-value.
   *
   * @param variance unbiased variance of the differences
   */
  public static PairedDifference of(double mean, double variance, long rows, double significance) {
    if (rows < 2 || variance <= 0) {
      // Without spread the difference is the same on every row; one row alone proves nothing.
      return new PairedDifference(mean, mean, mean, mean == 0 || rows < 2 ? 1 : 0, rows);
    }
    double error = Math.sqrt(variance / rows);
    double width =
        TDistribution.of((double) rows - 1).inverseSurvivalProbability(significance / 2) * error;
    double pValue = TTest.withDefaults().test(mean, variance, rows).getPValue();
    return new PairedDifference(mean, mean - width, mean + width, pValue, rows);
  }
}

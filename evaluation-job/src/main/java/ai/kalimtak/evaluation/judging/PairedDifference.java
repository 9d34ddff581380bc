package ai.kalimtak.evaluation.judging;

import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.TTest;

/**
 * How much smaller a version's loss is than another's on the same rows, row by row.
 *
 * @param mean mean of the differences; above 0 the version is better
 * @param lower lower end of the two-sided interval at {@code 1 - significance}
 * @param pValue of the hypothesis that there is no difference (paired t test, Student 1908)
 */
public record PairedDifference(double mean, double lower, double upper, double pValue, long rows) {

  /**
   * @param variance unbiased variance of the differences
   */
  public static PairedDifference of(double mean, double variance, long rows, double significance) {
    if (rows < 2 || variance <= 0) {
      // No spread: the difference is what it is on every row.
      return new PairedDifference(mean, mean, mean, mean == 0 || rows < 2 ? 1 : 0, rows);
    }
    double error = Math.sqrt(variance / rows);
    double width =
        TDistribution.of((double) rows - 1).inverseSurvivalProbability(significance / 2) * error;
    double pValue = TTest.withDefaults().test(mean, variance, rows).getPValue();
    return new PairedDifference(mean, mean - width, mean + width, pValue, rows);
  }
}

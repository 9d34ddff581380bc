package ai.kalimtak.evaluation.judging;

import ai.kalimtak.common.job.Rounding;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a version may go to production, and why. */
public record Verdict(boolean approved, String reason, List<Check> checks) {
  /** The least improvement that counts; below it, rounding alone could look significant. */
  private static final double LEAST_IMPROVEMENT = 1e-6;

  public Verdict {
    checks = List.copyOf(checks);
  }

  /**
   * One condition that a version must meet.
   *
   * @param comparison empty if the condition only counts rows
   */
  public record Check(
      String name, boolean passed, @JsonUnwrapped Optional<Comparison> comparison, long rows) {}

  /**
   * The comparison that a check rests on.
   *
   * @param baseline the rival that the version was compared with
   * @param metric the loss that was compared
   * @param difference how much smaller the version's loss is
   */
  public record Comparison(
      String baseline,
      String metric,
      double difference,
      double lower,
      double upper,
      double pValue) {}

  /** The version in production, and how much smaller the candidate's loss is. */
  public record Rival(String label, PairedDifference difference) {}

  /**
   * Judges a version: it must beat the constant prediction significantly, and it must not be worse
   * than the version in production by more than the gate allows. The first check that fails
   * decides.
   *
   * @param rows labeled test rows
   * @param metric the loss that is compared
   * @param constant the comparison with the constant prediction
   * @param production the comparison with the version in production; empty before the first one
   */
  public static Verdict judge(
      long rows, String metric, PairedDifference constant, Optional<Rival> production, Gate gate) {
    List<Check> checks = new ArrayList<>();
    if (rows < gate.minTestRows()) {
      checks.add(new Check("enough test rows", false, Optional.empty(), rows));
      return new Verdict(
          false,
          "the test split has "
              + rows
              + " labeled rows; at least "
              + gate.minTestRows()
              + " are required (evaluation.min-test-rows)",
          checks);
    }
    boolean beatsConstant =
        constant.pValue() < gate.significance() && constant.lower() > LEAST_IMPROVEMENT;
    checks.add(
        compared("beats the constant prediction", beatsConstant, "constant", metric, constant));
    if (!beatsConstant) {
      return new Verdict(
          false,
          "does not beat the constant prediction significantly: " + shown(metric, constant),
          checks);
    }
    if (production.isEmpty()) {
      return new Verdict(true, "beats the constant prediction: " + shown(metric, constant), checks);
    }
    Rival rival = production.get();
    boolean noRegression = rival.difference().lower() >= -gate.maxRegression();
    checks.add(
        compared(
            "is not worse than production",
            noRegression,
            rival.label(),
            metric,
            rival.difference()));
    return new Verdict(
        noRegression,
        (noRegression
                ? "beats the constant prediction and is not worse than production, "
                : "may be worse than production, ")
            + rival.label()
            + ": "
            + shown(metric, rival.difference()),
        checks);
  }

  private static Check compared(
      String name, boolean passed, String baseline, String metric, PairedDifference difference) {
    return new Check(
        name,
        passed,
        Optional.of(
            new Comparison(
                baseline,
                metric,
                rounded(difference.mean()),
                rounded(difference.lower()),
                rounded(difference.upper()),
                rounded(difference.pValue()))),
        difference.rows());
  }

  private static String shown(String metric, PairedDifference difference) {
    return String.format(
        Locale.ROOT,
        "%s better by %.4f (%.4f to %.4f, p %s) on %,d rows",
        metric,
        difference.mean(),
        difference.lower(),
        difference.upper(),
        shown(difference.pValue()),
        difference.rows());
  }

  private static String shown(double pValue) {
    return pValue < 1e-99 ? "< 1e-99" : String.format(Locale.ROOT, "= %.2g", pValue);
  }

  /** Six decimals, except for small values, whose digits would be lost. */
  private static double rounded(double value) {
    return Math.abs(value) < 1e-4 ? value : Rounding.toDecimals(6, value);
  }
}

package ai.kalimtak.evaluation.judging;

import ai.kalimtak.common.job.Rounding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a version may go to production, and why. */
public record Verdict(boolean approved, String reason, List<Check> checks) {
  /** Less is no improvement: where losses hardly vary, rounding alone would be significant. */
  private static final double ROUNDING = 1e-6;

  /**
   * One condition.
   *
   * @param baseline what the version was held against
   * @param metric the loss that was compared; null where none was
   * @param difference how much smaller the version's loss is
   */
  public record Check(
      String name,
      boolean passed,
      String baseline,
      String metric,
      Double difference,
      Double lower,
      Double upper,
      Double pValue,
      long rows) {

    static Check of(
        String name, boolean passed, String baseline, String metric, PairedDifference difference) {
      return new Check(
          name,
          passed,
          baseline,
          metric,
          rounded(difference.mean()),
          rounded(difference.lower()),
          rounded(difference.upper()),
          rounded(difference.pValue()),
          difference.rows());
    }
  }

  /**
   * Judges a version: it must beat the constant prediction with significance, and must not be worse
   * than the version in production by more than what is allowed.
   *
   * @param production label and difference of the version in production; empty before the first
   */
  public static Verdict judge(
      long rows,
      String metric,
      PairedDifference constant,
      Optional<Rival> production,
      EvaluationSettings settings) {
    List<Check> checks = new ArrayList<>();
    if (rows < settings.minTestRows()) {
      checks.add(new Check("enough test rows", false, null, null, null, null, null, null, rows));
      return refused(
          rows
              + " rows of the test split have the label, at least "
              + settings.minTestRows()
              + " are wanted",
          checks);
    }
    boolean beatsConstant =
        constant.pValue() < settings.significance() && constant.lower() > ROUNDING;
    checks.add(
        Check.of("beats the constant prediction", beatsConstant, "constant", metric, constant));
    if (!beatsConstant) {
      return refused(
          "does not beat the constant prediction with significance: " + told(metric, constant),
          checks);
    }
    if (production.isEmpty()) {
      return new Verdict(true, "beats the constant prediction: " + told(metric, constant), checks);
    }
    Rival rival = production.get();
    boolean holdsUp = rival.difference().lower() >= -settings.maxRegression();
    checks.add(
        Check.of(
            "is not worse than production", holdsUp, rival.label(), metric, rival.difference()));
    String against = "against " + rival.label() + ": " + told(metric, rival.difference());
    return holdsUp
        ? new Verdict(true, "beats the constant prediction and holds up " + against, checks)
        : refused("may be worse than production " + against, checks);
  }

  /** The version in production, and how much smaller the candidate's loss is. */
  public record Rival(String label, PairedDifference difference) {}

  private static Verdict refused(String reason, List<Check> checks) {
    return new Verdict(false, reason, checks);
  }

  private static String told(String metric, PairedDifference difference) {
    return String.format(
        Locale.ROOT,
        "%s better by %.4f (%.4f to %.4f, p %s) on %,d rows",
        metric,
        difference.mean(),
        difference.lower(),
        difference.upper(),
        told(difference.pValue()),
        difference.rows());
  }

  private static String told(double pValue) {
    return pValue < 1e-99 ? "< 1e-99" : String.format(Locale.ROOT, "= %.2g", pValue);
  }

  private static double rounded(double value) {
    return Math.abs(value) < 1e-4 ? value : Rounding.toDecimals(6, value);
  }
}

package ai.kalimtak.evaluation.judging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {
  /** At least 50 rows, significance 0.05, at most 0.01 worse. */
  private static final EvaluationSettings SETTINGS = new EvaluationSettings(50, 0.05, 0.01);

  private static final PairedDifference BETTER = new PairedDifference(0.2, 0.1, 0.3, 0.001, 80);

  @Test
  void theFirstVersionIsApprovedWhenItBeatsTheConstantPrediction() {
    Verdict verdict = Verdict.judge(80, "log loss", BETTER, Optional.empty(), SETTINGS);
    assertThat(verdict.approved()).isTrue();
    assertThat(verdict.reason())
        .isEqualTo(
            "beats the constant prediction: log loss better by 0.2000 (0.1000 to 0.3000, p = 0.0010) on 80 rows");
    assertThat(verdict.checks())
        .containsExactly(
            new Verdict.Check(
                "beats the constant prediction",
                true,
                "constant",
                "log loss",
                0.2,
                0.1,
                0.3,
                0.001,
                80));
  }

  @Test
  void tooFewTestRowsAreRefusedBeforeAnythingIsCompared() {
    Verdict verdict = Verdict.judge(49, "log loss", BETTER, Optional.empty(), SETTINGS);
    assertThat(verdict.approved()).isFalse();
    assertThat(verdict.reason())
        .isEqualTo("49 rows of the test split have the label, at least 50 are wanted");
    assertThat(verdict.checks())
        .extracting(Verdict.Check::name)
        .containsExactly("enough test rows");
    assertThat(Verdict.judge(50, "log loss", BETTER, Optional.empty(), SETTINGS).approved())
        .isTrue();
  }

  @Test
  void aDifferenceThatIsNotSignificantOrMereRoundingIsRefused() {
    PairedDifference chance = new PairedDifference(0.2, 0.1, 0.3, 0.05, 80);
    assertThat(Verdict.judge(80, "log loss", chance, Optional.empty(), SETTINGS).reason())
        .startsWith("does not beat the constant prediction with significance: ");
    PairedDifference rounding = new PairedDifference(1e-6, 1e-6, 1e-6, 0, 80);
    assertThat(Verdict.judge(80, "log loss", rounding, Optional.empty(), SETTINGS).approved())
        .isFalse();
    PairedDifference worse = new PairedDifference(-0.2, -0.3, -0.1, 0.001, 80);
    assertThat(Verdict.judge(80, "log loss", worse, Optional.empty(), SETTINGS).approved())
        .isFalse();
  }

  @Test
  void aVersionMayBeWorseThanProductionByWhatIsAllowedAndNotByMore() {
    Verdict within =
        Verdict.judge(80, "error rate", BETTER, production(-0.002, -0.01, 0.006), SETTINGS);
    assertThat(within.approved()).isTrue();
    assertThat(within.reason())
        .startsWith("beats the constant prediction and holds up against reward v1: error rate");
    Verdict beyond =
        Verdict.judge(80, "error rate", BETTER, production(-0.002, -0.011, 0.006), SETTINGS);
    assertThat(beyond.approved()).isFalse();
    assertThat(beyond.reason()).startsWith("may be worse than production against reward v1: ");
    assertThat(beyond.checks())
        .extracting(Verdict.Check::name, Verdict.Check::passed, Verdict.Check::baseline)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("beats the constant prediction", true, "constant"),
            org.assertj.core.groups.Tuple.tuple(
                "is not worse than production", false, "reward v1"));
  }

  @Test
  void aVersionThatHoldsUpAgainstProductionMustBeatTheConstantPredictionToo() {
    PairedDifference chance = new PairedDifference(0.0, -0.1, 0.1, 1, 80);
    assertThat(
            Verdict.judge(80, "error rate", chance, production(0.3, 0.2, 0.4), SETTINGS).approved())
        .isFalse();
  }

  @Test
  void aProbabilityTooSmallToPrintIsSaidToBeSmaller() {
    PairedDifference certain = new PairedDifference(0.2, 0.2, 0.2, 0, 80);
    assertThat(Verdict.judge(80, "log loss", certain, Optional.empty(), SETTINGS).reason())
        .contains("p < 1e-99");
  }

  private static Optional<Verdict.Rival> production(double mean, double lower, double upper) {
    return Optional.of(
        new Verdict.Rival("reward v1", new PairedDifference(mean, lower, upper, 0.5, 80)));
  }
}

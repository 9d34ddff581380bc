package ai.kalimtak.evaluation.judging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Gate GATE = new Gate(50, 0.05, 0.01);

  private static final PairedDifference BETTER = new PairedDifference(0.2, 0.1, 0.3, 0.001, 80);

  @Test
  void approvesAFirstVersionThatBeatsTheConstantPrediction() {
    Verdict verdict = Verdict.judge(80, "log loss", BETTER, Optional.empty(), GATE);
    assertThat(verdict.approved()).isTrue();
    assertThat(verdict.reason())
        .isEqualTo(
            "beats the constant prediction: log loss better by 0.2000 (0.1000 to 0.3000, p = 0.0010) on 80 rows");
    assertThat(verdict.checks())
        .containsExactly(
            new Verdict.Check(
                "beats the constant prediction",
                true,
                Optional.of(new Verdict.Comparison("constant", "log loss", 0.2, 0.1, 0.3, 0.001)),
                80));
  }

  @Test
  void refusesTooFewTestRowsBeforeComparingAnything() {
    Verdict verdict = Verdict.judge(49, "log loss", BETTER, Optional.empty(), GATE);
    assertThat(verdict.approved()).isFalse();
    assertThat(verdict.reason())
        .isEqualTo(
            "the test split has 49 labeled rows; at least 50 are required (evaluation.min-test-rows)");
    assertThat(verdict.checks())
        .extracting(Verdict.Check::name)
        .containsExactly("enough test rows");
    assertThat(Verdict.judge(50, "log loss", BETTER, Optional.empty(), GATE).approved()).isTrue();
  }

  @Test
  void refusesInsignificantDifferencesAndRoundingErrors() {
    PairedDifference chance = new PairedDifference(0.2, 0.1, 0.3, 0.05, 80);
    assertThat(Verdict.judge(80, "log loss", chance, Optional.empty(), GATE).reason())
        .startsWith("does not beat the constant prediction significantly: ");
    PairedDifference rounding = new PairedDifference(1e-6, 1e-6, 1e-6, 0, 80);
    assertThat(Verdict.judge(80, "log loss", rounding, Optional.empty(), GATE).approved())
        .isFalse();
    PairedDifference worse = new PairedDifference(-0.2, -0.3, -0.1, 0.001, 80);
    assertThat(Verdict.judge(80, "log loss", worse, Optional.empty(), GATE).approved()).isFalse();
  }

  @Test
  void allowsARegressionUpToTheLimit() {
    Verdict within =
        Verdict.judge(80, "error rate", BETTER, production(-0.002, -0.01, 0.006), GATE);
    assertThat(within.approved()).isTrue();
    assertThat(within.reason())
        .startsWith(
            "beats the constant prediction and is not worse than production, reward v1: error rate");
    Verdict beyond =
        Verdict.judge(80, "error rate", BETTER, production(-0.002, -0.011, 0.006), GATE);
    assertThat(beyond.approved()).isFalse();
    assertThat(beyond.reason()).startsWith("may be worse than production, reward v1: ");
    assertThat(beyond.checks())
        .extracting(
            Verdict.Check::name,
            Verdict.Check::passed,
            check -> check.comparison().orElseThrow().baseline())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("beats the constant prediction", true, "constant"),
            org.assertj.core.groups.Tuple.tuple(
                "is not worse than production", false, "reward v1"));
  }

  @Test
  void aVersionBetterThanProductionMustAlsoBeatTheConstantPrediction() {
    PairedDifference chance = new PairedDifference(0.0, -0.1, 0.1, 1, 80);
    assertThat(Verdict.judge(80, "error rate", chance, production(0.3, 0.2, 0.4), GATE).approved())
        .isFalse();
  }

  @Test
  void showsATinyPValueAsLessThanTheSmallestPrinted() {
    PairedDifference certain = new PairedDifference(0.2, 0.2, 0.2, 0, 80);
    assertThat(Verdict.judge(80, "log loss", certain, Optional.empty(), GATE).reason())
        .contains("p < 1e-99");
  }

  private static Optional<Verdict.Rival> production(double mean, double lower, double upper) {
    return Optional.of(
        new Verdict.Rival("reward v1", new PairedDifference(mean, lower, upper, 0.5, 80)));
  }
}

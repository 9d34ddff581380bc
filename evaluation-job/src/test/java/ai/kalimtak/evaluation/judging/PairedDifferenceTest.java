package ai.kalimtak.evaluation.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  /** Differences 0, 1, 2, 3, 4: mean 2, variance 2.5, t = 2.8284 with 4 degrees of freedom. */
  @Test
  void computesThePairedTTest() {
    PairedDifference difference = PairedDifference.of(2, 2.5, 5, 0.05);
    assertThat(difference.pValue()).isCloseTo(0.0474, within(1e-4));
    // t(0.975; 4) = 2.7764 times the standard error 0.7071.
    assertThat(difference.lower()).isCloseTo(2 - 1.9632, within(1e-4));
    assertThat(difference.upper()).isCloseTo(2 + 1.9632, within(1e-4));
  }

  @Test
  void oneRowIsNeverSignificantAndEqualRowsHaveNoDifference() {
    assertThat(PairedDifference.of(1, 0, 1, 0.05).pValue()).isEqualTo(1);
    assertThat(PairedDifference.of(0, 0, 100, 0.05).pValue()).isEqualTo(1);
    assertThat(PairedDifference.of(0.5, 0, 100, 0.05).pValue()).isZero();
  }
}

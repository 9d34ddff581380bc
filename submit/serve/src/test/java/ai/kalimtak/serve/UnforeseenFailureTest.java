package ai.kalimtak.serve;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.Failures;
import org.junit.jupiter.api.Test;

/** Failures are told by classes that know Spark and S3 too, neither of which is here. */
class UnforeseenFailureTest {
  @Test
  void isReportedOnTheClassPathOfTheApi() {
    Exception unforeseen = new IllegalStateException("a token that nobody may read");
    assertThat(Failures.explain("serve", unforeseen))
        .hasMessageStartingWith("serve failed: IllegalStateException at UnforeseenFailureTest.java")
        .hasMessageNotContaining("token")
        .extracting(told -> told.exitCode())
        .isEqualTo(ExitCode.FAILED);
  }
}

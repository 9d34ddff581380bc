package ai.kalimtak.serve;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.Failures;
import org.junit.jupiter.api.Test;

/** The classes that explain failures refer to Spark and S3, which are absent here. */
class UnforeseenFailureTest {
  @Test
  void isReportedOnTheClassPathOfTheApi() {
    Exception unforeseen = new IllegalStateException("a token that nobody may read");
    assertThat(Failures.explain("serve", unforeseen))
        .hasMessageStartingWith("serve failed: IllegalStateException at UnforeseenFailureTest.java")
        .hasMessageNotContaining("token")
        .extracting(failure -> failure.exitCode())
        .isEqualTo(ExitCode.FAILED);
  }
}

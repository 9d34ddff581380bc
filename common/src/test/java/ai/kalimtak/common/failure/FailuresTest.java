package ai.kalimtak.common.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

final class FailuresTest {
  private static final String A_ROW = "lea@example.org";

  @Test
  void reportsSparksErrorConditionButNotItsMessage() {
    JobException failure =
        Failures.explain("quality", new IllegalStateException(SparkException.internalError(A_ROW)));

    assertThat(failure)
        .hasMessageStartingWith("quality failed: SparkException (INTERNAL_ERROR)")
        .hasMessageNotContaining(A_ROW);
  }

  @Test
  void reportsTheClassOfOtherFailuresButNotTheirMessages() {
    JobException failure = Failures.explain("quality", new IllegalStateException(A_ROW));

    assertThat(failure)
        .hasMessageStartingWith("quality failed: IllegalStateException")
        .hasMessageNotContaining(A_ROW);
  }

  @Test
  void reportsLostExecutorsWithARemedy() {
    SparkException lost =
        new SparkException(
            "Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited) " + A_ROW);

    assertThat(Failures.explain("training", new IllegalStateException(lost)))
        .hasMessageStartingWith("training failed: executors were lost, and intermediate")
        .hasMessageContaining("raise spark.executor.memoryOverhead")
        .hasMessageNotContaining(A_ROW);
  }
}

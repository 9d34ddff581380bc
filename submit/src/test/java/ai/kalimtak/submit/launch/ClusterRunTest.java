package ai.kalimtak.submit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterRunTest {
  private static final ClusterRun.Run PULLED =
      new ClusterRun.Run("etl", 1, "succeeded", Json.read("{}"), null);
  private static final ClusterRun.Run BROKEN =
      new ClusterRun.Run("quality", 2, "failed", Json.read("{}"), "OutOfMemoryError");
  private static final ClusterRun.Run REFUSED =
      new ClusterRun.Run(
          "evaluation",
          2,
          "succeeded",
          Json.read(
              "{\"versions\":[{\"model\":\"reward\",\"version\":3,\"approved\":false,\"reason\":\"too few rows\"}]}"),
          null);

  @Test
  void aFailedDriverIsAFailureEvenIfTheSubmissionSucceeded() {
    assertThat(ended("FAILED", PULLED).exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(ended("KILLED", PULLED).exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(ended("FAILED").exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(ended("KILLED", PULLED, REFUSED).exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void aFinishedDriverIsDone() {
    assertThat(ended("FINISHED", PULLED).exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(ended("SUCCEEDED", PULLED).exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void usesTheRecordedRunsIfTheLogDoesNotShowTheDriversState() {
    assertThat(withoutState(0, PULLED).exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(withoutState(0, PULLED, REFUSED).exitCode()).isEqualTo(ExitCode.GATE_REFUSED);
    assertThat(withoutState(0, PULLED, BROKEN).exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(withoutState(0).exitCode()).as("driver never started").isEqualTo(ExitCode.FAILED);
    assertThat(withoutState(1, PULLED).exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void reportsARefusalWithItsReasonAndItsExitCode() {
    ClusterRun ran = ended("FAILED", PULLED, REFUSED);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.GATE_REFUSED);
    assertThat(ran.table()).contains("reward v3 refused: too few rows");
  }

  private static ClusterRun withoutState(int exitCode, ClusterRun.Run... runs) {
    return new ClusterRun("cycle", new SubmitLine.End(exitCode, Optional.empty()), List.of(runs));
  }

  private static ClusterRun ended(String driverState, ClusterRun.Run... runs) {
    return new ClusterRun("cycle", new SubmitLine.End(0, Optional.of(driverState)), List.of(runs));
  }
}

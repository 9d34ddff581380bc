package ai.kalimtak.submit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.job.Reservations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verb in a separate process uses the run id from its environment. */
class ReservedRunIT {

  @TempDir Path folder;

  @Test
  void aProcessAdoptsItsReservedRunButNotThoseOfOtherJobs() throws Exception {
    try (TestSession session = TestSession.in(folder)) {
      Reservations reservations = new Reservations(session.jdbi());
      long others = reservations.reserve("quality", Optional.empty()).runId();
      long reserved = reservations.reserve("rollout", Optional.empty()).runId();
      assertThat(rollout(others)).isZero();
      JobRuns.Run ownNumber = run(session, reserved + 1);
      assertThat(ownNumber.job()).isEqualTo("rollout");
      assertThat(run(session, others).status()).isEqualTo("running");
      assertThat(rollout(reserved)).isZero();
      long continued = Reservations.continuedAs(run(session, reserved)).orElseThrow();
      assertThat(continued).isEqualTo(reserved + 2);
      long next = reservations.reserve("rollout", Optional.empty()).runId();
      assertThat(rollout(next)).isZero();
      assertThat(run(session, next).endedAt()).isPresent();
      assertThat(run(session, next).stats().isEmpty()).isFalse();
      assertThat(session.session().jobRuns().latest(1).get(0).runId()).isEqualTo(next);
    }
  }

  private static JobRuns.Run run(TestSession session, long runId) {
    return session.session().jobRuns().find(runId).orElseThrow();
  }

  private int rollout(long runId) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            KalimtakProcess.command(
                List.of("-Xmx256m"), List.of("rollout", "--set", "state.directory=" + folder)));
    builder.environment().put(Reservations.VARIABLE, String.valueOf(runId));
    Path log = folder.resolve("rollout.log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(Files.readString(log)).isTrue();
    return process.exitValue();
  }
}

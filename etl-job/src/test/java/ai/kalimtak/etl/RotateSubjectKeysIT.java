package ai.kalimtak.etl;

import static ai.kalimtak.etl.TwoUsers.ALICE;
import static ai.kalimtak.etl.TwoUsers.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.etl.subjects.RotationReport;
import ai.kalimtak.etl.subjects.SubjectKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotateSubjectKeysIT {
  private static final String OLD = "the secret of the first year";
  private static final String NEW = "the secret of the second year";
  private static final String NEWER = "the secret of the third year";

  @TempDir static Path folder;
  private static TestSession session;
  private static TwoUsers users;

  @BeforeAll
  static void open() {
    session = TestSession.in(folder, "spark.conf.spark.sql.parquet.compression.codec=uncompressed");
    users = new TwoUsers(session);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @BeforeEach
  void reset() throws IOException {
    session.reset();
    secret(OLD);
  }

  @Test
  void replacesTheKeyOfAUserInAllRowsAndAllFilesAlsoWhenInterrupted() throws IOException {
    users.writeAndPull();
    users.curate();
    String oldKey = users.key(ALICE);
    secret(NEW);
    RotationReport report = session.run(new RotateSubjectKeysJob());
    assertThat(report.subjects()).isEqualTo(2);
    assertThat(report.rowsRekeyed())
        .containsEntry("bronze/interactions", 4L)
        .containsEntry("gold/training_data", 4L);
    assertThat(report.rowsOfNobody()).isZero();
    assertThat(users.found(List.of(oldKey))).isEmpty();
    assertThat(session.run(new RotateSubjectKeysJob()).nothingNew()).isTrue();

    // Pulls refuse an interrupted rotation until another run completes it.
    secret(NEWER);
    for (int steps = 1; steps <= 3; steps++) {
      killAfter(steps);
      assertThatThrownBy(() -> session.run(new EtlJob()))
          .hasMessageContaining("halfway from one secret to another")
          .hasMessageContaining("Complete the rotation with: kalimtak rotate-subject-keys");
    }
    secret(NEW);
    assertThatThrownBy(() -> session.run(new RotateSubjectKeysJob()))
        .hasMessageContaining("halfway to a secret that is not the current one");
    secret(NEWER);
    session.run(new RotateSubjectKeysJob());
    assertThat(users.rows("bronze/interactions", ALICE)).hasSize(2);
    assertThat(users.rows("bronze/quarantine", ALICE)).hasSize(2);
    assertThat(users.rows("silver/candidates", BOB)).hasSize(2);
    assertThat(session.session().lake().property(Identities.TABLE, SubjectKeys.ROTATING_TO))
        .isEmpty();

    users.sql("select log_user_interaction(input_text => 'later', user_id => ?)", ALICE);
    session.run(new EtlJob());
    assertThat(users.rows("bronze/interactions", ALICE)).hasSize(3);
    assertThat(users.number("select count(*) from user_interactions")).isEqualTo(7);

    users.sql("select request_erasure(?)", ALICE);
    session.run(new EraseJob());
    assertThat(users.found(users.marks(ALICE))).isEmpty();
    assertThat(users.rows("bronze/interactions", BOB)).hasSize(2);
  }

  @Test
  void pullAndErasureRefuseAnotherSecret() throws IOException {
    users.writeAndPull();
    users.sql("select request_erasure(?)", ALICE);
    secret(NEW);
    for (Runnable run :
        List.<Runnable>of(() -> session.run(new EtlJob()), () -> session.run(new EraseJob()))) {
      assertThatThrownBy(run::run)
          .isInstanceOfSatisfying(
              JobException.class,
              refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_SETTINGS))
          .hasMessageContaining("is not the one that this lake's subject keys were made with")
          .hasMessageContaining("kalimtak rotate-subject-keys");
    }
    // A lake from before the property is judged by one of its subjects.
    session.session().lake().unsetProperty(Identities.TABLE, SubjectKeys.MADE_WITH);
    assertThatThrownBy(() -> session.run(new EtlJob()))
        .hasMessageContaining("is not the one that this lake's subject keys were made with");
    secret(OLD);
    assertThat(session.run(new EtlJob()).nothingNew()).isTrue();
  }

  private static void killAfter(int steps) {
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(
            () ->
                session.run(
                    new RotateSubjectKeysJob(
                        step -> {
                          if (done.incrementAndGet() == steps) {
                            throw new IllegalStateException("killed");
                          }
                        })))
        .isInstanceOf(JobException.class);
  }

  private static void secret(String secret) throws IOException {
    Files.writeString(folder.resolve("subject-secret"), secret);
  }
}

package ai.kalimtak.etl;

import static ai.kalimtak.etl.TwoUsers.ALICE;
import static ai.kalimtak.etl.TwoUsers.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.etl.erasure.EraseOptions;
import ai.kalimtak.etl.erasure.EraseReport;
import ai.kalimtak.etl.erasure.SeenByModel;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EraseAgainIT {
  @TempDir static Path folder;
  private static TestSession session;
  private static TwoUsers users;

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @BeforeAll
  static void open() {
    // Uncompressed files contain texts literally.
    session = TestSession.in(folder, "spark.conf.spark.sql.parquet.compression.codec=uncompressed");
    users = new TwoUsers(session);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @BeforeEach
  void reset() {
    session.reset();
  }

  @Test
  void reachesTheSameResultHoweverOftenItIsKilledAndListsModelsOnce() {
    users.writeAndPull();
    users.curate();
    models();
    users.sql("select request_erasure(?)", ALICE);
    for (String step :
        List.of("supabase", "silver/candidates", "restricted/identities", "models")) {
      assertThatThrownBy(() -> session.run(killedAfter(step)))
          .as(step)
          .hasRootCauseInstanceOf(Killed.class);
      assertThat(users.number("select count(*) from erasure_requests where completed_at is null"))
          .isEqualTo(1);
    }
    EraseReport report = session.run(new EraseJob());
    assertThat(users.found(users.marks(ALICE))).isEmpty();
    ObjectNode evidence = users.evidence(ALICE);
    assertThat(evidence.path("interactions").asLong()).isEqualTo(3);
    assertThat(evidence.path("rows").path("public.user_interactions").asLong()).isEqualTo(3);
    assertThat(evidence.path("rows").path("silver/candidates").asLong()).isEqualTo(2);
    assertThat(users.rows("bronze/interactions", BOB)).hasSize(2);
    assertThat(users.rows("gold/training_data", BOB)).hasSize(2);
    assertThat(users.number("select count(*) from user_interactions")).isEqualTo(3);
    assertThat(report.models())
        .containsExactly(
            new SeenByModel("reward", 1, true, "active"),
            new SeenByModel("reward", 3, false, "none"));
    assertThat(evidence.path("models")).hasSize(2);
    assertThat(evidence.path("models").path(0).path("model").asText()).isEqualTo("reward");

    // Versions from before the erasure can no longer be read, and no advice is noted twice.
    users.sql("select request_erasure(?)", BOB);
    assertThat(session.run(new EraseJob()).models())
        .extracting(SeenByModel::version)
        .containsExactly(1, 2, 3);
    assertThat(
            users.number(
                "select count(*) from model_events where kind = 'retraining-advised' and model_name = 'reward'"))
        .isEqualTo(3);
  }

  /**
   * One version trained on both users, one without Alice, one on data that cannot be read any more,
   * and one that is archived.
   */
  private static void models() {
    long both = goldVersion();
    Lake lake = session.session().lake();
    // Not a DELETE, whose condition would stay in the table's log.
    lake.read(TrainingData.TABLE)
        .where("subject_key <> '" + users.key(ALICE) + "'")
        .write()
        .format("delta")
        .mode("overwrite")
        .save(lake.path(TrainingData.TABLE));
    long withoutAlice = goldVersion();
    lake.delta(TrainingData.TABLE).restoreToVersion(both);
    model(1, both, "approved");
    model(2, withoutAlice, "approved");
    model(3, 77, "registered");
    model(4, both, "archived");
    users.sql(
        "insert into model_deployments (model_name, version, stage, traffic_percent, state, reason) values ('reward', 1, 1, 100, 'active', 'test')");
  }

  @Test
  void readsUserIdsFromStandardInputAndReportsTheNumberOfAWrongLine() {
    users.writeAndPull();
    assertThatThrownBy(
            () -> session.run(new EraseJob(EraseOptions.reading(lines(ALICE + "\n\nalice@x.org")))))
        .isInstanceOfSatisfying(
            JobException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_SETTINGS))
        .hasMessageStartingWith("line 3 of standard input is not a user id (a UUID)")
        .message()
        .doesNotContain("alice");
    assertThat(users.number("select count(*) from erasure_requests")).isZero();

    EraseReport report =
        session.run(new EraseJob(EraseOptions.reading(lines(ALICE + "\r\n" + ALICE + "\n"))));
    assertThat(report.filed()).isEqualTo(1);
    assertThat(users.found(users.marks(ALICE))).isEmpty();
    assertThat(
            users.number(
                "select count(*) from job_runs where stats::text || coalesce(error, '') like '%"
                    + ALICE
                    + "%'"))
        .isZero();
  }

  @Test
  void completesTheRequestOfAUserWhoWasNeverSeen() {
    users.sql("select request_erasure(?)", UUID.randomUUID());
    assertThat(session.run(new EraseJob()).requests()).isEqualTo(1);
  }

  private static EraseJob killedAfter(String last) {
    return new EraseJob(
        EraseOptions.none(),
        step -> {
          if (step.equals(last)) {
            throw new Killed();
          }
        });
  }

  private static long goldVersion() {
    return session.session().lake().version(TrainingData.TABLE).orElseThrow().version();
  }

  private static void model(int version, long dataset, String status) {
    users.sql(
        "insert into model_versions (model_name, version, status, artifact_uri, artifact_sha256, dataset_version, dataset_fingerprint, algorithm, code_version, run_id) values ('reward', ?, ?, 'x', repeat('0', 64), ?, 'x', 'x', 'x', 1)",
        version,
        status,
        dataset);
  }

  private static InputStream lines(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}

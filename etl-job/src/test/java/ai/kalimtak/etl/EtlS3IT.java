package ai.kalimtak.etl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.ExpectedFailure;
import ai.kalimtak.common.S3Endpoint;
import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Quarantine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls with both roots in buckets. */
class EtlS3IT {
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);
  private static final UUID THREE = new UUID(0, 3);
  private static final UUID ALICE = new UUID(9, 9);
  private static final UUID BOB = new UUID(9, 8);
  private static final String BRONZE = "lake/bronze/interactions";

  @TempDir static Path folder;
  private static S3Endpoint endpoint;
  private static TestSession session;
  private static Interactions interactions;
  private static String lake;
  private static String restricted;

  @BeforeAll
  static void open() {
    endpoint = S3Endpoint.in(folder.resolve("s3"));
    lake = endpoint.bucket("lake");
    restricted = endpoint.bucket("restricted");
    session =
        TestSession.in(
            folder.resolve("state"),
            endpoint.settings(
                "lake.root=s3a://" + lake + "/lake",
                "lake.restricted-root=s3a://" + restricted + "/own",
                // Fail fast while the endpoint is stopped.
                "spark.conf.spark.hadoop.fs.s3a.attempts.maximum=2",
                "spark.conf.spark.hadoop.fs.s3a.retry.limit=2",
                "spark.conf.spark.hadoop.fs.s3a.retry.interval=50ms"));
    interactions = new Interactions(session);
  }

  @AfterAll
  static void close() {
    session.close();
    endpoint.close();
  }

  @BeforeEach
  void reset() {
    session.reset();
  }

  @Test
  void pullsRowsFeedbackAndDeletesIntoBucketsAndThenFindsNothingNew() {
    interactions.log(ONE, "hello", ALICE);
    interactions.log(TWO, "goodbye", BOB);
    interactions.sql(
        "insert into user_interactions (id, input_text, created_at) values (?, 'never', 'infinity')",
        THREE);
    EtlReport first = session.run(new EtlJob());
    assertThat(first.window().mode()).isEqualTo("full");
    assertThat(first.pulled().read()).isEqualTo(3);
    assertThat(first.pulled().inserted()).isEqualTo(2);
    assertThat(first.pulled().quarantinedByReason()).containsEntry("created_at: infinite", 1L);
    assertThat(interactions.bronze("interaction_id", "input_text"))
        .containsExactly(ONE + "|hello", TWO + "|goodbye");
    assertThat(session.session().lake().read(Quarantine.TABLE).count()).isEqualTo(1);
    assertThat(session.session().lake().read(Identities.TABLE).count()).isEqualTo(2);
    assertThat(endpoint.keys(lake))
        .contains(
            BRONZE + "/_delta_log/00000000000000000000.json",
            "lake/bronze/quarantine/_delta_log/00000000000000000000.json");
    assertThat(endpoint.keys(restricted))
        .contains("own/restricted/identities/_delta_log/00000000000000000000.json");
    assertThat(session.run(new EtlJob()).nothingNew()).isTrue();

    interactions.sql(
        "select update_interaction_feedback(id => ?, score => 5, text => 'good')", ONE);
    interactions.sql("delete from user_interactions where id = ?", TWO);
    EtlReport second = session.run(new EtlJob());
    assertThat(second.window().mode()).isEqualTo("incremental");
    assertThat(second.pulled().updated()).isEqualTo(1);
    assertThat(second.pulled().deleted()).isEqualTo(1);
    assertThat(interactions.bronze("interaction_id", "feedback_score", "feedback_text"))
        .containsExactly(ONE + "|5|good");
    assertThat(session.run(new EtlJob()).nothingNew()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Stop before the commit, and right after it.
        "/part-",
        "/_delta_log/00000000000000000002.json"
      })
  void recoversFromAStoreThatBecameUnavailableDuringAPull(String lastWritten) throws Exception {
    interactions.log(ONE, "hello", ALICE);
    session.run(new EtlJob());
    List<String> before = endpoint.keys(lake);
    interactions.log(TWO, "goodbye", BOB);
    interactions.sql("select update_interaction_feedback(id => ?, score => 2, text => 'bad')", ONE);

    Thread crash = new Thread(() -> stopOnceWritten(BRONZE + lastWritten, before));
    crash.start();
    try {
      assertThat(ExpectedFailure.of(() -> session.run(new EtlJob())))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("run it again");
    } finally {
      crash.join();
      endpoint.start();
      DeltaLog.clearCache();
    }

    session.run(new EtlJob());
    assertThat(interactions.bronze("interaction_id", "input_text", "feedback_score"))
        .containsExactly(ONE + "|hello|2", TWO + "|goodbye|null");
    assertThat(session.session().lake().read(Identities.TABLE).count()).isEqualTo(2);
    assertThat(session.run(new EtlJob()).nothingNew()).isTrue();
  }

  private static void stopOnceWritten(String prefix, List<String> before) {
    Path root = endpoint.objects(lake);
    Path written = root.resolve(prefix);
    while (true) {
      try (Stream<Path> files = Files.walk(root.resolve(BRONZE))) {
        if (files
            .filter(Files::isRegularFile)
            .map(file -> root.relativize(file).toString())
            .anyMatch(key -> isNew(key, written.getFileName().toString(), before))) {
          endpoint.stop();
          return;
        }
        Thread.sleep(2);
      } catch (IOException | UncheckedIOException e) {
        // A file was removed during the walk.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static boolean isNew(String key, String name, List<String> before) {
    return key.substring(key.lastIndexOf('/') + 1).startsWith(name) && !before.contains(key);
  }
}

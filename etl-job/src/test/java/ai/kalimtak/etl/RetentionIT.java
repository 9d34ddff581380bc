package ai.kalimtak.etl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.etl.retention.PastRetention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionIT {
  private static final UUID ALICE = new UUID(9, 1);
  private static final UUID BOB = new UUID(9, 2);

  @TempDir static Path folder;
  private static TestSession session;

  @BeforeAll
  static void open() {
    session = TestSession.in(folder, "lake.retention-days=30");
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
  void removesRowsOlderThanTheLimitAndUsersWithoutAnyOther() {
    log(1, ALICE, 29);
    log(2, ALICE, 40);
    log(3, BOB, 31);
    EtlReport first = session.run(new EtlJob());
    assertThat(first.pulled().inserted()).isEqualTo(3);
    assertThat(first.pastRetention().orElseThrow().rows())
        .isEqualTo(Map.of("bronze/interactions", 2L));
    assertThat(first.pastRetention().orElseThrow().subjects()).isEqualTo(1);
    assertThat(first.pastRetention().orElseThrow().vacuumed()).isTrue();
    assertThat(identities()).containsExactly(ALICE.toString());
    assertThat(interactions()).containsExactly(new UUID(0, 1).toString());

    assertThat(session.run(new EtlJob(EtlOptions.fullPull())).pastRetention().orElseThrow().rows())
        .isEqualTo(Map.of("bronze/interactions", 2L));
    assertThat(interactions()).containsExactly(new UUID(0, 1).toString());
  }

  @Test
  void commitsNothingWhileNoRowIsTooOld() {
    log(1, ALICE, 3);
    session.run(new EtlJob());
    long version = bronzeVersion();
    assertThat(session.run(new EtlJob()).pastRetention().orElseThrow())
        .isEqualTo(PastRetention.NOTHING);
    assertThat(bronzeVersion()).isEqualTo(version);
  }

  @Test
  void removesOldRowsFromDerivedTablesAndVacuumsOnceADay() {
    log(1, ALICE, 3);
    session.run(new EtlJob());
    session.session().lake().ensure(TrainingData.TABLE);
    session
        .session()
        .spark()
        .sql(
            "insert into delta.`"
                + session.session().lake().path(TrainingData.TABLE)
                + "` (interaction_id, created_at) values ('old', timestamp'2020-01-01 00:00:00Z'), ('new', current_timestamp())");
    PastRetention past = session.run(new EtlJob()).pastRetention().orElseThrow();
    assertThat(past.rows()).isEqualTo(Map.of("gold/training_data", 1L));
    log(2, ALICE, 50);
    assertThat(session.run(new EtlJob()).pastRetention().orElseThrow().vacuumed()).isFalse();
  }

  private static void log(int number, UUID user, int daysAgo) {
    session
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "select log_user_interaction(id => ?, user_id => ?, input_text => 'x', created_at => ?)",
                    new UUID(0, number),
                    user,
                    Instant.now().minus(Duration.ofDays(daysAgo))));
  }

  private static long bronzeVersion() {
    return session.session().lake().version(BronzeInteractions.TABLE).orElseThrow().version();
  }

  private static List<String> interactions() {
    return session
        .session()
        .lake()
        .read(BronzeInteractions.TABLE)
        .select(BronzeInteractions.INTERACTION_ID)
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static List<String> identities() {
    return session
        .session()
        .lake()
        .read(Identities.TABLE)
        .select(Identities.USER_ID)
        .as(Encoders.STRING())
        .collectAsList();
  }
}

package ai.kalimtak.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.Quarantine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtlIT {
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);
  private static final UUID ALICE = new UUID(9, 9);

  @TempDir Path folder;
  private TestSession session;

  @BeforeEach
  void open() {
    session = TestSession.in(folder, "etl.min-rows-per-read=1");
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void pullsWhatChangedOnceAndThenFindsNothingNew() {
    log(ONE, "hello", ALICE);
    log(TWO, "goodbye", null);
    EtlReport first = session.run(new EtlJob());
    assertThat(first.mode()).isEqualTo("full");
    assertThat(first.rowsRead()).isEqualTo(2);
    assertThat(first.inserted()).isEqualTo(2);
    assertThat(bronze("interaction_id", "input_text", "feedback_score"))
        .containsExactly(ONE + "|hello|null", TWO + "|goodbye|null");
    assertThat(session.run(new EtlJob()).nothingNew()).isTrue();

    session
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "select update_interaction_feedback(id => ?, score => 5, text => 'good')",
                    ONE));
    EtlReport feedback = session.run(new EtlJob());
    assertThat(feedback.mode()).isEqualTo("incremental");
    assertThat(feedback.rowsRead()).isEqualTo(1);
    assertThat(feedback.updated()).isEqualTo(1);
    assertThat(bronze("interaction_id", "feedback_score", "feedback_text"))
        .containsExactly(ONE + "|5|good", TWO + "|null|null");
  }

  @Test
  void aTransactionThatCommitsLateIsInALaterWindow() throws Exception {
    try (Connection late = session.session().supabase().dedicatedConnection();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("select log_user_interaction(input_text => 'late', id => '" + ONE + "')");
      log(TWO, "early", null);
      session.run(new EtlJob());
      assertThat(rows(BronzeInteractions.TABLE)).isLessThanOrEqualTo(1);
      late.commit();
    }
    session.run(new EtlJob());
    assertThat(bronze("input_text")).containsExactly("late", "early");
  }

  @Test
  void theLakeKnowsAPersonByItsKeyAndOnlyTheRestrictedRootByItsId() {
    log(ONE, "hello", ALICE);
    session.run(new EtlJob());
    Row interaction = session.session().lake().read(BronzeInteractions.TABLE).first();
    Row identity = session.session().lake().read(Identities.TABLE).first();
    String key = interaction.getAs(BronzeInteractions.SUBJECT_KEY);
    assertThat(key).hasSize(64).isEqualTo(identity.getAs(Identities.SUBJECT_KEY));
    assertThat(identity.<String>getAs(Identities.USER_ID)).isEqualTo(ALICE.toString());
    assertThat(interaction.toString()).doesNotContain(ALICE.toString());
  }

  @Test
  void aRowThatBreaksTheContractIsSetAsideWithItsReasonAndTheOthersGoOn() {
    log(ONE, "hello", ALICE);
    session
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  "alter table user_interactions drop constraint user_interactions_feedback_score_check");
              handle.execute(
                  "insert into user_interactions (id, input_text, feedback_score, user_id) values (?, 'bad', 7, ?)",
                  TWO,
                  ALICE);
              handle.execute(
                  "insert into user_interactions (input_text, created_at) values ('never', 'infinity')");
            });
    EtlReport report = session.run(new EtlJob());
    assertThat(report.rowsRead()).isEqualTo(3);
    assertThat(report.rowsWritten()).isEqualTo(1);
    assertThat(report.quarantinedByReason())
        .containsOnlyKeys("feedback_score: not 1 to 5", "created_at: missing or infinite");
    assertThat(bronze("input_text")).containsExactly("hello");
    List<String> raw =
        session
            .session()
            .lake()
            .read(Quarantine.TABLE)
            .orderBy("reason")
            .select("raw")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(raw.get(1)).contains("\"input_text\":\"bad\"").doesNotContain(ALICE.toString());
  }

  @Test
  void aMissingColumnIsNamedBeforeAnythingIsWritten() {
    session
        .jdbi()
        .useHandle(
            handle -> handle.execute("alter table user_interactions drop column propensity"));
    assertThatThrownBy(() -> session.run(new EtlJob()))
        .hasMessageContaining("public.user_interactions lacks the columns propensity");
    assertThat(session.session().lake().exists(BronzeInteractions.TABLE)).isFalse();
  }

  private void log(UUID id, String text, UUID user) {
    session
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "select log_user_interaction(input_text => ?, id => ?, user_id => ?)",
                    text,
                    id,
                    user));
  }

  private long rows(LakeTable table) {
    return session.session().lake().exists(table)
        ? session.session().lake().read(table).count()
        : 0;
  }

  private List<String> bronze(String... columns) {
    return session
        .session()
        .lake()
        .read(BronzeInteractions.TABLE)
        .orderBy(BronzeInteractions.INTERACTION_ID)
        .selectExpr(columns)
        .collectAsList()
        .stream()
        .map(row -> row.mkString("|"))
        .toList();
  }
}

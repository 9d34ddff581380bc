package ai.kalimtak.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Identities;
import ai.kalimtak.common.lake.Quarantine;
import ai.kalimtak.common.lake.TableVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtlIT {
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);
  private static final UUID THREE = new UUID(0, 3);
  private static final UUID ALICE = new UUID(9, 9);
  private static final String OTHER_TABLE = "etl.source-table=public.other_interactions";

  @TempDir static Path folder;
  private static TestSession session;
  private static Interactions interactions;

  /** Another database cluster with the same lake. */
  private static TestSession other;

  @BeforeAll
  static void open() throws IOException {
    session = TestSession.in(folder.resolve("own"), "etl.min-rows-per-read=1");
    interactions = new Interactions(session);
    other =
        TestSession.withOwnPostgres(
            folder.resolve("restored"),
            "lake.root=" + session.session().core().lake().root(),
            "lake.restricted-root=" + session.session().core().lake().restrictedRoot());
    for (String state : List.of("own", "restored")) {
      Files.writeString(folder.resolve(state).resolve("subject-secret"), "one lake, one secret");
    }
  }

  @AfterAll
  static void close() {
    other.close();
    session.close();
  }

  @BeforeEach
  void reset() {
    session.reset();
    interactions.sql("drop table if exists other_interactions");
  }

  @Test
  void pullsChangedRowsOnceAndThenFindsNothingNew() {
    interactions.log(ONE, "hello", ALICE);
    interactions.log(TWO, "goodbye", null);
    EtlReport first = session.run(new EtlJob());
    assertThat(first.window().mode()).isEqualTo("full");
    assertThat(first.pulled().read()).isEqualTo(2);
    assertThat(first.pulled().inserted()).isEqualTo(2);
    assertThat(interactions.bronze("interaction_id", "input_text", "feedback_score"))
        .containsExactly(ONE + "|hello|null", TWO + "|goodbye|null");
    assertThat(session.run(new EtlJob()).nothingNew()).isTrue();

    interactions.sql(
        "select update_interaction_feedback(id => ?, score => 5, text => 'good')", ONE);
    EtlReport feedback = session.run(new EtlJob());
    assertThat(feedback.window().mode()).isEqualTo("incremental");
    assertThat(feedback.pulled().read()).isEqualTo(1);
    assertThat(feedback.pulled().updated()).isEqualTo(1);
    assertThat(interactions.bronze("interaction_id", "feedback_score", "feedback_text"))
        .containsExactly(ONE + "|5|good", TWO + "|null|null");
  }

  @Test
  void reportsATransactionThatStaysOpenAndPullsItsRowsWhenItEnds() throws Exception {
    interactions.log(THREE, "before", null);
    session.run(new EtlJob());
    try (Connection late = session.session().supabase().dedicatedConnection();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("set application_name = 'forgotten window'");
      statement.execute("select log_user_interaction(input_text => 'late', id => '" + ONE + "')");
      interactions.log(TWO, "early", null);
      EtlReport held = session.run(new EtlJob(), "etl.held-back-warning-seconds=0");
      assertThat(held.heldBack().orElseThrow().rowsWaiting()).isEqualTo(1);
      assertThat(held.heldBack().orElseThrow().describe())
          .startsWith("1 row waits for process ")
          .contains("(forgotten window), open for 0 h 00 min ", "idle in transaction");
      assertThat(interactions.bronze("input_text")).containsExactly("before");
      late.commit();
    }
    assertThat(session.run(new EtlJob()).pulled().inserted()).isEqualTo(2);
    assertThat(interactions.bronze("input_text")).containsExactly("late", "early", "before");
  }

  @Test
  void followsDeletesMovesAndTruncationInTheSource() {
    interactions.log(ONE, "stays", ALICE);
    interactions.log(TWO, "goes", ALICE);
    interactions.log(THREE, "moves", ALICE);
    session.run(new EtlJob());
    interactions.sql("delete from user_interactions where id = ?", TWO);
    interactions.sql(
        "update user_interactions set created_at = '2026-02-03T23:59:59Z' where id = ?", THREE);
    EtlReport report = session.run(new EtlJob());
    assertThat(report.pulled().deleted()).isEqualTo(2);
    assertThat(report.pulled().inserted()).isEqualTo(1);
    assertThat(interactions.bronze("input_text", "event_date = date'2026-02-03'"))
        .containsExactly("stays|false", "moves|true");

    interactions.sql("truncate user_interactions cascade");
    assertThat(session.run(new EtlJob()).pulled().deleted()).isEqualTo(2);
    assertThat(interactions.bronze("input_text")).isEmpty();
    assertThat(session.run(new EtlJob()).nothingNew()).isTrue();
  }

  @Test
  void keepsARowThatWasDeletedAndInsertedAgain() {
    interactions.log(ONE, "first life", ALICE);
    session.run(new EtlJob());
    interactions.sql("delete from user_interactions where id = ?", ONE);
    interactions.log(ONE, "second life", ALICE);
    session.run(new EtlJob());
    assertThat(interactions.bronze("input_text")).containsExactly("second life");
  }

  @Test
  void storesUserIdsUnderTheRestrictedRootOnly() {
    interactions.log(ONE, "hello", ALICE);
    session.run(new EtlJob());
    Row interaction = session.session().lake().read(BronzeInteractions.TABLE).first();
    Row identity = session.session().lake().read(Identities.TABLE).first();
    String key = interaction.getAs(BronzeInteractions.SUBJECT_KEY);
    assertThat(key).hasSize(64).isEqualTo(identity.getAs(Identities.SUBJECT_KEY));
    assertThat(identity.<String>getAs(Identities.USER_ID)).isEqualTo(ALICE.toString());
    assertThat(interaction.toString()).doesNotContain(ALICE.toString());
  }

  @Test
  void replacesPersonalDataInTextsBeforeWriting() {
    interactions.sql(
        "select log_user_interaction(id => ?, input_text => 'Write to jane.roe@example.org', "
            + "generated_prompt => 'card 4539 1488 0343 6467, order 4539 1488 0343 6468', "
            + "model_output => 'Nothing to hide', metadata => '{\"ip\": \"203.0.113.77\", \"tries\": 2}')",
        ONE);
    interactions.sql(
        "select update_interaction_feedback(id => ?, score => 5, text => 'iban GB82WEST12345698765432')",
        ONE);
    session.run(new EtlJob());
    assertThat(
            interactions.bronze(
                "input_text", "generated_prompt", "model_output", "feedback_text", "metadata"))
        .containsExactly(
            "Write to <EMAIL>|card <CARD>, order 4539 1488 0343 6468|Nothing to hide|iban <IBAN>|{\"ip\":\"<IP>\",\"tries\":2}");
    otherTable();
    insertOther(TWO, "jane.roe@example.org", "feedback_score", "7");
    session.run(new EtlJob(), OTHER_TABLE, "etl.redact=[email]");
    assertThat(session.session().lake().read(Quarantine.TABLE).first().<String>getAs("raw"))
        .contains("\"input_text\":\"<EMAIL>\"");
  }

  @Test
  void quarantinesRowsThatViolateTheContractAndPullsTheOthers() {
    otherTable();
    insertOther(ONE, "hello", "feedback_score", "5");
    insertOther(TWO, "bad", "feedback_score", "7");
    insertOther(THREE, "bad", "feedback_score", "0");
    insertOther(UUID.randomUUID(), "never", "created_at", "'infinity'");
    insertOther(UUID.randomUUID(), "before all", "created_at", "'0001-01-01T00:00:00Z'");
    insertOther(UUID.randomUUID(), "after all", "feedback_at", "'9999-12-31T23:59:59Z'");
    insertOther(UUID.randomUUID(), "odd", "moderation_label", "'fine'");
    insertOther(UUID.randomUUID(), "sure", "propensity", "'NaN'");
    EtlReport report = session.run(new EtlJob(), OTHER_TABLE);
    assertThat(report.pulled().read()).isEqualTo(8);
    assertThat(report.pulled().written()).isEqualTo(1);
    assertThat(report.pulled().quarantinedByReason())
        .containsEntry("feedback_score: not 1 to 5", 2L)
        .containsEntry("created_at: infinite", 1L)
        .containsEntry("created_at: before etl.earliest-created-on", 1L)
        .containsEntry("feedback_at: in the future", 1L)
        .containsEntry("moderation_label: neither ok nor inappropriate", 1L)
        .containsEntry("propensity: not above 0, up to 1", 1L);
    assertThat(interactions.bronze("input_text")).containsExactly("hello");
    Dataset<Row> quarantine = session.session().lake().read(Quarantine.TABLE);
    assertThat(quarantine.count()).isEqualTo(7);
    String raw = quarantine.where("interaction_id = '" + TWO + "'").first().getAs("raw");
    assertThat(raw)
        .contains("\"input_text\":\"bad\"", "\"feedback_score\":7")
        .doesNotContain(ALICE.toString(), "10.0.0.1", "Firefox");
  }

  @Test
  void removesARowThatViolatesTheContractUntilItIsCorrected() {
    otherTable();
    insertOther(ONE, "hello", "feedback_score", "5");
    session.run(new EtlJob(), OTHER_TABLE);
    interactions.sql("update other_interactions set feedback_score = 6");
    EtlReport broken = session.run(new EtlJob(), OTHER_TABLE);
    assertThat(broken.pulled().quarantined()).isEqualTo(1);
    assertThat(broken.pulled().deleted()).isEqualTo(1);
    assertThat(interactions.bronze("input_text")).isEmpty();
    interactions.sql("update other_interactions set feedback_score = 4");
    session.run(new EtlJob(), OTHER_TABLE);
    assertThat(interactions.bronze("input_text", "feedback_score")).containsExactly("hello|4");
  }

  @Test
  void pullsAnAddedColumnAndFailsOnADroppedOrRetypedOne() {
    otherTable();
    insertOther(ONE, "hello", "feedback_score", "5");
    session.run(new EtlJob(), OTHER_TABLE);
    interactions.sql(
        "alter table other_interactions add column rating_reason text, add column retries int8");
    insertOther(TWO, "again", "rating_reason", "'too slow'");
    EtlReport report = session.run(new EtlJob(), OTHER_TABLE);
    assertThat(report.newColumns()).containsExactly("rating_reason", "retries");
    assertThat(interactions.bronze("input_text", "rating_reason", "retries"))
        .containsExactly("hello|null|null", "again|too slow|null");

    interactions.sql("alter table other_interactions drop column propensity");
    interactions.sql("alter table other_interactions alter column retries type text");
    insertOther(THREE, "not seen", "feedback_score", "5");
    assertThatThrownBy(() -> session.run(new EtlJob(), OTHER_TABLE))
        .hasMessageContaining("propensity was dropped (double precision)")
        .hasMessageContaining("retries is text, and was bigint in the lake");
    assertThat(interactions.bronze("input_text")).containsExactly("hello", "again");
  }

  @Test
  void readsAllRowsWhenAnAddedColumnHasValuesInOldOnes() {
    otherTable();
    insertOther(ONE, "hello", "feedback_score", "5");
    session.run(new EtlJob(), OTHER_TABLE);
    interactions.sql(
        "alter table other_interactions add column channel text not null default 'web'");
    insertOther(TWO, "again", "channel", "'mail'");
    EtlReport report = session.run(new EtlJob(), OTHER_TABLE);
    assertThat(report.window().why())
        .isEqualTo("the new column channel has values in rows that did not change");
    assertThat(interactions.bronze("input_text", "channel"))
        .containsExactly("hello|web", "again|mail");
    assertThat(
            session
                .session()
                .lake()
                .read(BronzeInteractions.TABLE)
                .schema()
                .apply("channel")
                .getComment()
                .get())
        .startsWith("Column of the source");
    assertThat(session.run(new EtlJob(), OTHER_TABLE).nothingNew()).isTrue();
  }

  @Test
  void readsADifferentSourceFromScratchWithoutDuplicates() {
    interactions.log(ONE, "hello", ALICE);
    interactions.log(TWO, "goodbye", ALICE);
    session.run(new EtlJob());
    // The same interactions in another cluster, which has its own transaction ids.
    other
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "select log_user_interaction(input_text => 'hello again', id => ?)", ONE));
    EtlReport report = other.run(new EtlJob());
    assertThat(report.window().mode()).isEqualTo("full");
    assertThat(report.window().why())
        .isEqualTo("the database is in another cluster since the last pull");
    assertThat(interactions.bronze("interaction_id", "input_text"))
        .containsExactly(ONE + "|hello again");
    assertThat(other.run(new EtlJob()).nothingNew()).isTrue();
    EtlReport back = session.run(new EtlJob());
    assertThat(back.window().mode()).isEqualTo("full");
    assertThat(interactions.bronze("input_text")).containsExactly("hello", "goodbye");
  }

  @Test
  void readsRowsWithFutureTransactionIdsInEveryPullUntilTheyAreRestamped() {
    interactions.log(ONE, "hello", null);
    session.run(new EtlJob());
    interactions.sql("alter table user_interactions disable trigger user");
    interactions.sql(
        "insert into user_interactions (id, input_text, change_xid) values (?, 'dumped', '999999999')",
        TWO);
    interactions.sql("alter table user_interactions enable always trigger stamp_user_interaction");
    EtlReport first = session.run(new EtlJob());
    assertThat(first.pulled().read()).isEqualTo(1);
    assertThat(first.warnings()).anyMatch(warning -> warning.contains("has not reached"));
    interactions.sql(
        "update user_interactions set input_text = 'dumped, then changed' where id = ?", TWO);
    interactions.sql("insert into user_interactions (id, input_text) values (?, 'new')", THREE);
    session.run(new EtlJob());
    interactions.sql("select restamp_user_interactions()");
    session.run(new EtlJob());
    EtlReport last = session.run(new EtlJob());
    assertThat(last.nothingNew()).isTrue();
    assertThat(last.warnings()).isEmpty();
    assertThat(interactions.bronze("input_text"))
        .containsExactly("hello", "dumped, then changed", "new");
    interactions.sql(
        "alter table user_interactions enable always trigger note_deleted_interactions");
    interactions.sql(
        "alter table user_interactions enable always trigger note_truncated_interactions");
    interactions.sql("alter table user_interactions enable always trigger note_moved_interaction");
  }

  @Test
  void pullsATableWithoutTransactionIdsWithAnOverlapAndAWarning() {
    otherTable();
    interactions.sql("drop trigger stamp on other_interactions");
    interactions.sql("alter table other_interactions drop column change_xid");
    insertOther(ONE, "hello", "updated_at", "now() - interval '30 minutes'");
    EtlReport first = session.run(new EtlJob(), OTHER_TABLE);
    assertThat(first.warnings().get(0)).contains("has no change_xid", "is lost");
    assertThat(session.run(new EtlJob(), OTHER_TABLE).nothingNew()).isTrue();
    insertOther(TWO, "committed late", "updated_at", "now() - interval '50 minutes'");
    insertOther(THREE, "too late", "updated_at", "now() - interval '2 hours'");
    EtlReport second = session.run(new EtlJob(), OTHER_TABLE);
    assertThat(second.window().mode()).isEqualTo("overlap");
    assertThat(second.pulled().read()).isEqualTo(2);
    assertThat(second.pulled().known()).isEqualTo(1);
    assertThat(second.pulled().inserted()).isEqualTo(1);
    session.run(new EtlJob(EtlOptions.fullPull()), OTHER_TABLE);
    assertThat(interactions.bronze("input_text"))
        .containsExactly("hello", "committed late", "too late");
  }

  @Test
  void acceptsAnOverlapWhoseOnlyNewRowsAreQuarantined() {
    otherTable();
    interactions.sql("drop trigger stamp on other_interactions");
    interactions.sql("alter table other_interactions drop column change_xid");
    insertOther(ONE, "hello", "feedback_score", "5");
    session.run(new EtlJob(), OTHER_TABLE);
    insertOther(THREE, "bad", "feedback_score, updated_at", "9, now() - interval '5 minutes'");
    EtlReport overlap = session.run(new EtlJob(), OTHER_TABLE);
    assertThat(overlap.window().mode()).isEqualTo("overlap");
    assertThat(overlap.pulled().quarantined()).isEqualTo(1);
    assertThat(interactions.bronze("input_text")).containsExactly("hello");
  }

  @Test
  void pullsTextsOfTenMegabytesAndOfAnyScriptUnchanged() {
    String smile = "smile \uD83D\uDE00 \u0645\u0631\u062D\u0628\u0627 \u200B \u0001 end";
    interactions.log(ONE, smile, null);
    interactions.sql(
        "select log_user_interaction(input_text => repeat('abcdefghij', 1000000), id => ?)", TWO);
    EtlReport report = session.run(new EtlJob());
    assertThat(report.pulled().written()).isEqualTo(2);
    assertThat(interactions.bronze("length(input_text)", "md5(input_text)"))
        .containsExactly(
            smile.codePointCount(0, smile.length()) + "|" + md5(smile),
            "10000000|" + md5("abcdefghij".repeat(1_000_000)));
    interactions.sql(
        "select log_user_interaction(input_text => repeat('x', 3000001), id => ?)", THREE);
    assertThat(
            session.run(new EtlJob(), "etl.max-text-bytes=3000000").pulled().quarantinedByReason())
        .containsExactlyEntriesOf(Map.of("input_text: longer than etl.max-text-bytes", 1L));
  }

  @Test
  void aPreviewReportsWhatWouldBeReadAndWritesNothing() {
    interactions.log(ONE, "hello", ALICE);
    EtlReport before = session.run(new EtlJob(EtlOptions.previewOnly()));
    assertThat(before.headline()).contains("would read 1 rows");
    assertThat(session.session().lake().exists(BronzeInteractions.TABLE)).isFalse();
    session.run(new EtlJob());
    Instant pulled = Instant.now();
    interactions.log(TWO, "later", ALICE);
    session.run(new EtlJob());
    TableVersion version = session.session().lake().version(BronzeInteractions.TABLE).orElseThrow();
    EtlReport asOf = session.run(new EtlJob(EtlOptions.asOf(pulled)));
    assertThat(asOf.window().mode()).isEqualTo("incremental");
    assertThat(asOf.pulled().read()).isEqualTo(1);
    assertThat(session.session().lake().version(BronzeInteractions.TABLE)).contains(version);
  }

  /** Creates a source like that of the migrations, but without check constraints. */
  private static void otherTable() {
    interactions.sql(
        "create table other_interactions (like user_interactions including defaults including indexes)");
    interactions.sql(
        "create trigger stamp before insert or update on other_interactions for each row execute function stamp_user_interaction()");
  }

  private static void insertOther(UUID id, String text, String column, String value) {
    interactions.sql(
        "insert into other_interactions (id, input_text, user_id, ip_address, user_agent, "
            + column
            + ") values (?, ?, ?, '10.0.0.1', 'Firefox', "
            + value
            + ")",
        id,
        text,
        ALICE);
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

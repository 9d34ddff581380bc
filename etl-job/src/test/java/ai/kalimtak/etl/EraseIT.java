package ai.kalimtak.etl;

import static ai.kalimtak.etl.TwoUsers.ALICE;
import static ai.kalimtak.etl.TwoUsers.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.S3Endpoint;
import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.CurationReportTable;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.LakeTables;
import ai.kalimtak.etl.erasure.EraseReport;
import ai.kalimtak.etl.erasure.ErasureEvidence;
import ai.kalimtak.etl.personal.PersonalColumns;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One erasure with all roots in buckets, and checks of its every effect. */
class EraseIT {
  @TempDir static Path folder;
  private static S3Endpoint endpoint;
  private static TestSession session;
  private static TwoUsers users;
  private static Set<String> alicesMarksBefore;
  private static Set<String> bobsMarksBefore;
  private static EraseReport report;

  @BeforeAll
  static void eraseAlice() {
    endpoint = S3Endpoint.in(folder.resolve("s3"));
    session =
        TestSession.in(
            folder.resolve("state"),
            endpoint.settings(
                "lake.root=s3a://" + endpoint.bucket("lake") + "/lake",
                "lake.restricted-root=s3a://" + endpoint.bucket("restricted") + "/own",
                "models.root=s3a://" + endpoint.bucket("models"),
                // Uncompressed and unredacted objects contain texts literally.
                "spark.conf.spark.sql.parquet.compression.codec=uncompressed",
                "etl.redact=[]"));
    users = new TwoUsers(session);
    users.writeAndPull();
    users.curate();
    alicesMarksBefore = users.found(users.marks(ALICE));
    bobsMarksBefore = users.found(users.marks(BOB));
    users.sql("select request_erasure(?)", ALICE);
    report = session.run(new EraseJob());
  }

  @AfterAll
  static void close() {
    session.close();
    endpoint.close();
  }

  @Test
  void removesEveryTraceOfTheUserFromAllFilesAndKeepsOtherUsersData() {
    assertThat(alicesMarksBefore).containsAll(users.marks(ALICE));
    assertThat(bobsMarksBefore).containsAll(users.marks(BOB));
    assertThat(users.found(users.marks(ALICE))).isEmpty();
    // Bob's first texts were only in old files, which were vacuumed.
    assertThat(users.found(users.marks(BOB)))
        .containsAll(
            bobsMarksBefore.stream().filter(mark -> !mark.contains("first-input")).toList());
  }

  @Test
  void reportsTheRemovedRowsByTable() {
    assertThat(report.requests()).isEqualTo(1);
    assertThat(report.rowsRemoved())
        .containsEntry("public.user_interactions", 3L)
        .containsEntry("public.training_data_items", 3L)
        .containsEntry("public.review_queue", 3L)
        .containsEntry("bronze/interactions", 2L)
        .containsEntry("bronze/quarantine", 2L)
        .containsEntry("silver/candidates", 2L)
        .containsEntry("gold/training_data", 2L)
        .containsEntry("restricted/identities", 1L);
    assertThat(report.references()).isEqualTo(2);
    assertThat(report.filesRemoved()).isPositive();
    assertThat(report.warnings()).isEmpty();
    assertThat(Json.write(report)).doesNotContain(users.marks(ALICE));
  }

  @Test
  void removesReferencesFromOtherUsersRows() {
    assertThat(
            session
                .session()
                .lake()
                .read(Candidates.TABLE)
                .where("duplicate_of is not null")
                .count())
        .isZero();
    assertThat(
            session
                .session()
                .lake()
                .read(CurationReportTable.TABLE)
                .first()
                .<String>getList(
                    CurationReportTable.TABLE.schema().fieldIndex(CurationReportTable.EXAMPLES)))
        .containsExactly(TwoUsers.id(BOB, 2).toString(), TwoUsers.id(BOB, 1).toString());
  }

  @Test
  void theEvidenceHasCountsButNoIdentities() {
    ObjectNode evidence = users.evidence(ALICE);
    assertThat(evidence.path("interactions").asLong()).isEqualTo(3);
    assertThat(evidence.path("rows").path("bronze/interactions").asLong()).isEqualTo(2);
    assertThat(evidence.path("rows").path("public.user_interactions").asLong()).isEqualTo(3);
    assertThat(evidence.path("sha256").asText()).isEqualTo(ErasureEvidence.sha256(evidence));
    assertThat(evidence.toString()).doesNotContain(users.marks(ALICE));
    assertThat(users.number("select count(*) from erasure_interactions")).isZero();
    assertThat(
            users.number(
                "select count(*) from erasure_requests where completed_at = cast(evidence ->> 'completed_at' as timestamptz)"))
        .isEqualTo(1);
  }

  @Test
  void theNextPullFindsNoneOfTheirRowsAndContinues() {
    assertThat(session.run(new EraseJob()).headline())
        .isEqualTo("nothing to erase: no request is open");
    users.sql("select log_user_interaction(input_text => 'later', user_id => ?)", BOB);
    EtlReport pulled = session.run(new EtlJob());
    assertThat(pulled.window().mode()).isEqualTo("incremental");
    assertThat(pulled.pulled().inserted()).isEqualTo(1);
    assertThat(pulled.pastRetention()).as("without lake.retention-days").isEmpty();
    assertThat(users.found(users.marks(ALICE))).isEmpty();
    assertThat(users.rows("bronze/interactions", BOB)).hasSize(3);
  }

  @Test
  void excludesEveryJobThatReadsOrWritesTheLake() {
    assertThat(new EraseJob().excludes())
        .contains("etl", "quality", "training", "evaluation", "rotate-subject-keys");
    assertThat(new EraseJob().excludes()).doesNotContain("erase");
  }

  @Test
  void knowsEveryColumnThatRefersToAnInteraction() {
    for (LakeTable table : LakeTables.ALL) {
      PersonalColumns known = PersonalColumns.of(table.schema());
      List<String> naming =
          Arrays.stream(table.schema().fields())
              .filter(
                  field ->
                      field.getComment().get().contains("interaction_id")
                          || field.getComment().get().contains("user_interactions.id"))
              .map(StructField::name)
              .toList();
      assertThat(known.all().toList()).as(table.name()).containsAll(naming);
    }
  }

  @Test
  void aSecondRequestIsMergedIntoTheOpenOne() {
    UUID user = UUID.randomUUID();
    users.sql("select request_erasure(?)", user);
    users.sql("select request_erasure(?)", user);
    assertThat(users.number("select count(*) from erasure_requests where user_id = '" + user + "'"))
        .isEqualTo(1);
    users.sql("delete from erasure_requests where user_id = ?", user);
  }
}

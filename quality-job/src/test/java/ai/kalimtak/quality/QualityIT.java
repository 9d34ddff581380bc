package ai.kalimtak.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.CurationReportTable;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelDraft;
import ai.kalimtak.quality.rebuild.RebuildReport;
import ai.kalimtak.quality.report.Explanation;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityIT {
  @TempDir static Path folder;
  private static TestSession session;
  private long etlRun;

  @BeforeAll
  static void open() {
    session = TestSession.in(folder);
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
  void recordsADecisionAndTheFirstReasonForEveryInteraction() {
    bronze(
        row(1, "how do I boil an egg", "ten minutes", 5),
        row(2, "How do I boil an egg?", "Ten minutes.", 4),
        row(3, "how do I boil an egg", "in a kettle", 2),
        row(4, "what bullshit is this", "sorry", 5),
        row(5, " ", "what?", 5),
        row(6, "book a flight", null, 5),
        row(7, "book a train", "done", null),
        with(
            row(8, "that damn bullshit parser", "fixed", 5),
            BronzeInteractions.MODERATION_LABEL,
            "ok"),
        with(
            row(9, "plain words", "plain", 5),
            BronzeInteractions.MODERATION_LABEL,
            "inappropriate"),
        row(10, "that bullshit", null, 2));
    QualityReport report = session.run(new QualityJob());
    assertThat(decisions())
        .containsExactly(
            "1|selected|null|null|true",
            "2|rejected|duplicate:exact|1|false",
            "3|rejected|low-score|null|true",
            "4|rejected|inappropriate:lexicon|null|false",
            "5|rejected|low-quality:empty-input|null|false",
            "6|rejected|low-quality:empty-output|null|false",
            "7|candidate|null|null|true",
            // A human label takes precedence over the lexicon.
            "8|selected|null|null|true",
            "9|rejected|inappropriate:human|null|false",
            "a|rejected|low-quality:empty-output|null|false");
    assertThat(rows(Candidates.INTERACTION_ID, "array_join(flags, ' ')"))
        .endsWith("a|low-quality:empty-output inappropriate:lexicon low-score");
    assertThat(report.considered()).isEqualTo(10);
    assertThat(report.selected()).isEqualTo(2);
    assertThat(report.candidates()).isEqualTo(1);
    assertThat(report.rejectedByReason().keySet())
        .containsExactly(
            "low-quality:empty-output",
            "low-quality:empty-input",
            "inappropriate:human",
            "inappropriate:lexicon",
            "duplicate:exact",
            "low-score");
    // Low ratings and human labels are training data too; rows without a label are not.
    assertThat(ids(TrainingData.TABLE)).containsExactly("1", "3", "8", "9");
    assertThat(items())
        .contains("1|selected|true", "3|rejected|false", "7|candidate|false")
        .hasSize(10);
  }

  @Test
  void limitsEveryDomainToItsShareOfTheSelectedRows() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      rows.add(
          with(
              row(i, "question " + i, "answer", i <= 6 ? 5 : 4),
              BronzeInteractions.DOMAIN,
              i <= 6 ? "a" : "b"));
    }
    bronze(rows);
    QualityReport report =
        session.run(
            new QualityJob(),
            "quality.diversity.min-group-rows=1",
            "quality.diversity.max-removed-share=1");
    assertThat(report.domainsSelected())
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", 2L, "b", 2L));
    assertThat(report.rejectedByReason()).containsExactly(Map.entry("over-quota:domain", 4L));
    assertThat(report.trainingRows()).isEqualTo(8);
  }

  @Test
  void keepsTheBestRatedNearDuplicateAndRowsWithADifferentAnswer() {
    String input = "please tell me how long an egg has to boil until it is hard";
    String answer = "ten minutes in boiling water are enough for an egg of middle size";
    bronze(
        row(1, input, answer, 4),
        row(2, input + " now", answer, 5),
        row(3, input, "it depends: the larger the egg, and the higher the place, the longer", 5));
    QualityReport report = session.run(new QualityJob());
    assertThat(decisions())
        .containsExactly(
            "1|rejected|duplicate:near|2|false",
            "2|selected|null|null|true",
            "3|selected|null|null|true");
    assertThat(rows(Candidates.INTERACTION_ID, Candidates.SIMILARITY).get(0)).startsWith("1|0.9");
    assertThat(report.clusters().clusters()).isEqualTo(1);
    Explanation explanation = Explanation.of(session.session(), id(1));
    assertThat(explanation.fate()).isEqualTo("rejected: duplicate:near");
    assertThat(explanation.lines().toString())
        .contains("name=  duplicate:near, value=dropped: duplicate:near")
        .contains("value=" + id(2) + ", similarity 0.9")
        .contains("training item, value=rejected");
    assertThat(Explanation.of(session.session(), id(9)).found()).isFalse();
  }

  @Test
  void writesTheSameTablesDayByDayAndAtOnceOnAnyPartitionsInterpretedAndCompiled() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      all.add(row(i, "question " + i % 4, "answer " + i % 2, i % 3 == 0 ? null : 1 + i % 5));
    }
    bronze(all.subList(0, 5));
    session.run(new QualityJob());
    // On the second day, one row of the first was deleted and one was rated.
    all.get(2).put(BronzeInteractions.FEEDBACK_SCORE, 5);
    etlRun++;
    all.subList(5, 9).forEach(row -> row.put(BronzeInteractions.RUN_ID, etlRun));
    all.get(2).put(BronzeInteractions.RUN_ID, etlRun);
    write(all.subList(1, 9));
    QualityReport second = session.run(new QualityJob());
    assertThat(second.fresh()).isEqualTo(5);
    assertThat(second.gone()).isEqualTo(1);
    List<String> silver = content(Candidates.TABLE);
    List<String> gold = content(TrainingData.TABLE);
    List<String> items = items();
    RebuildReport rebuilt =
        session.run(new RebuildJob().of(second.goldVersion(), folder.resolve("gold.jsonl")));
    assertThat(rebuilt.same()).isTrue();
    assertThat(folder.resolve("gold.jsonl")).content().hasLineCount(gold.size());

    for (Map<String, String> conf :
        List.of(
            Map.of("spark.sql.shuffle.partitions", "1"),
            Map.of(
                "spark.sql.shuffle.partitions",
                "3",
                "spark.sql.codegen.wholeStage",
                "true",
                "spark.sql.codegen.factoryMode",
                "FALLBACK"))) {
      // Without candidates, and with other settings, every row is examined again.
      session.session().lake().delta(Candidates.TABLE).delete();
      String seed = "quality.diversity.seed=" + (20 + conf.size());
      QualityReport fromScratch =
          session.session().lake().withConf(conf, () -> session.run(new QualityJob(), seed));
      assertThat(fromScratch.fresh()).isEqualTo(8);
      assertThat(content(Candidates.TABLE)).isEqualTo(silver);
      assertThat(content(TrainingData.TABLE)).isEqualTo(gold);
      assertThat(items()).isEqualTo(items);
    }
  }

  @Test
  void curatesAStateOnceAndAgainWhenItChangesButNotForANewRouterAlone() {
    bronze(row(1, "hello", "hi", 5), row(2, "goodbye", "bye", 5));
    session
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into training_data_items_staging (run_id, interaction_id, curation_status, is_selected, curated_at) values (0, gen_random_uuid(), 'selected', true, now())"));
    QualityReport first = session.run(new QualityJob());
    assertThat(first.itemsWritten()).isEqualTo(2);
    assertThat(session.run(new QualityJob()).nothingNew()).isTrue();

    bronze(row(2, "goodbye", "bye", 1));
    QualityReport second = session.run(new QualityJob());
    assertThat(second.itemsWritten()).isEqualTo(1);
    assertThat(second.itemsRetired()).isEqualTo(1);
    assertThat(items()).containsExactly("1|retired|false", "2|rejected|false");
    assertThat(
            session
                .session()
                .lake()
                .read(CurationReportTable.TABLE)
                .select("run_id")
                .distinct()
                .count())
        .isEqualTo(2);

    session
        .session()
        .registry()
        .register(
            new ModelDraft(
                "domain-router", "0".repeat(64), 1, "data", "test", Map.of(), Map.of(), "test", 1),
            "test",
            version -> folder.resolve("models").toString());
    new Deployments(session.jdbi())
        .activate("domain-router", 1, Optional.empty(), 1, "first", "test");
    assertThat(session.run(new QualityJob()).nothingNew()).isTrue();
  }

  @Test
  void keepsASubjectInOneSplitAndRemovesARowThatBecomesInappropriate() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      rows.add(
          with(
              row(i, "text " + i, "answer", 5),
              BronzeInteractions.SUBJECT_KEY,
              "subject " + i % 3));
    }
    bronze(rows);
    session.run(new QualityJob());
    assertThat(
            session
                .session()
                .lake()
                .read(TrainingData.TABLE)
                .select(TrainingData.SUBJECT_KEY, TrainingData.SPLIT)
                .distinct()
                .count())
        .isEqualTo(3);
    Map<String, Object> unfit = row(9, "text 9, you fucking idiot", "answer", 5);
    rows.set(8, with(unfit, BronzeInteractions.RUN_ID, ++etlRun));
    write(rows);
    session.run(new QualityJob());
    assertThat(session.session().lake().read(TrainingData.TABLE).count()).isEqualTo(8);
  }

  @Test
  void reportsWhatToRunIfBronzeDoesNotExist() {
    assertThatThrownBy(() -> session.run(new QualityJob())).hasMessageContaining("Run etl first");
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private void bronze(Map<String, Object>... rows) {
    bronze(Arrays.asList(rows));
  }

  private void bronze(List<Map<String, Object>> rows) {
    etlRun++;
    rows.forEach(row -> row.put(BronzeInteractions.RUN_ID, etlRun));
    write(rows);
  }

  private void write(List<Map<String, Object>> rows) {
    Lake lake = session.session().lake();
    lake.ensure(BronzeInteractions.TABLE);
    String[] columns = BronzeInteractions.TABLE.schema().fieldNames();
    List<Row> made =
        rows.stream()
            .map(row -> RowFactory.create(Arrays.stream(columns).map(row::get).toArray()))
            .toList();
    session
        .session()
        .spark()
        .createDataFrame(made, BronzeInteractions.TABLE.schema())
        .write()
        .format("delta")
        .mode("overwrite")
        .save(lake.path(BronzeInteractions.TABLE));
  }

  private static Map<String, Object> row(int id, String input, String output, Integer score) {
    Map<String, Object> row = new HashMap<>();
    row.put(BronzeInteractions.INTERACTION_ID, id(id));
    row.put(BronzeInteractions.CREATED_AT, Timestamp.valueOf("2026-01-05 00:00:00"));
    row.put(BronzeInteractions.EVENT_DATE, Date.valueOf("2026-01-05"));
    row.put(BronzeInteractions.INPUT_TEXT, input);
    row.put(BronzeInteractions.MODEL_OUTPUT, output);
    row.put(BronzeInteractions.FEEDBACK_SCORE, score);
    return row;
  }

  private static Map<String, Object> with(Map<String, Object> row, String column, Object value) {
    row.put(column, value);
    return row;
  }

  private static String id(int number) {
    return "00000000-0000-0000-0000-00000000000" + Integer.toHexString(number);
  }

  private static String shortId(String id) {
    return id == null ? "null" : id.substring(id.length() - 1);
  }

  private List<String> decisions() {
    return session
        .session()
        .lake()
        .read(Candidates.TABLE)
        .orderBy(Candidates.INTERACTION_ID)
        .select(
            Candidates.INTERACTION_ID,
            Candidates.CURATION_STATUS,
            Candidates.REJECTION_REASON,
            Candidates.DUPLICATE_OF,
            Candidates.IS_CLEAN)
        .collectAsList()
        .stream()
        .map(
            row ->
                String.join(
                    "|",
                    shortId(row.getString(0)),
                    row.getString(1),
                    row.getString(2),
                    shortId(row.getString(3)),
                    String.valueOf(row.getBoolean(4))))
        .toList();
  }

  private List<String> rows(String... columns) {
    return session
        .session()
        .lake()
        .read(Candidates.TABLE)
        .orderBy(Candidates.INTERACTION_ID)
        .selectExpr(columns)
        .collectAsList()
        .stream()
        .map(row -> shortId(row.getString(0)) + "|" + row.toSeq().drop(1).mkString("|"))
        .toList();
  }

  /** Returns all rows without the run id. */
  private List<String> content(LakeTable table) {
    return session
        .session()
        .lake()
        .read(table)
        .drop("run_id")
        .orderBy("interaction_id")
        .toJSON()
        .collectAsList();
  }

  private List<String> ids(LakeTable table) {
    return session
        .session()
        .lake()
        .read(table)
        .orderBy("interaction_id")
        .select("interaction_id")
        .collectAsList()
        .stream()
        .map(row -> shortId(row.getString(0)))
        .toList();
  }

  private List<String> items() {
    return session
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select right(interaction_id::text, 1) || '|' || curation_status || '|' || is_selected from training_data_items order by interaction_id")
                    .mapTo(String.class)
                    .list());
  }
}

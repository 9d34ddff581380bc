package ai.kalimtak.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.GoldRows;
import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.learning.RouterDecision;
import ai.kalimtak.common.registry.ArtifactStore;
import ai.kalimtak.common.registry.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingIT {
  private static final String[] SMALL = {
    "training.min-rows=20",
    "training.max-iterations=15",
    "training.domain-router.word-features=1024",
    "training.domain-router.character-features=1024",
    "training.retrain.min-rows=5",
    "training.domain-router.min-class-rows=5",
    "training.domain-router.reg-params=[0.01]",
    "training.domain-router.max-iterations=15",
    "training.reward.word-features=1024",
    "training.reward.reg-params=[0.01, 1.0]",
    "training.moderation.word-features=1024",
    "training.moderation.character-features=1024",
    "training.moderation.min-label-rows=15",
    "training.moderation.reg-params=[0.001]"
  };

  /** Uses a word of the insults in a harmless sense, like the rated rows. */
  private static final String RARE = "please tell me a tale of rotten apples";

  @TempDir static Path folder;
  private static TestSession session;

  @BeforeAll
  static void open() {
    session = TestSession.in(folder, SMALL);
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
  void registersAVersionOfEachModelAndTrainsNothingTwice() throws IOException {
    Path leftover = Files.createDirectories(folder.resolve("models/domain-router/v000001"));
    Files.writeString(leftover.resolve("half-written"), "x");
    List<Row> rows = new ArrayList<>(ratedRows(100));
    rows.addAll(outOfScope());
    GoldRows.write(session.session(), rows);
    TrainingReport report = session.run(new TrainingJob());
    assertThat(report.models())
        .extracting(model -> model.model() + " v" + model.version().orElse(0))
        .containsExactly("domain-router v1", "reward v1", "moderation v0");
    assertThat(report.models().get(2).skipped())
        .hasValue("no row of gold/training_data version 1 has a moderation label");
    assertThat(leftover.resolve("half-written")).as("left behind by a crash").doesNotExist();
    checkRouter(report);

    // A version that cannot be used any more is trained again, the other one is not.
    damage(find("domain-router", 1));
    TrainingReport again = session.run(new TrainingJob());
    assertThat(again.headline())
        .isEqualTo("domain-router v2 trained on gold/training_data version 1");
    assertThat(again.models().get(1).skipped()).hasValue("v1 was trained on the same data");
    TrainingReport third = session.run(new TrainingJob());
    assertThat(third.nothingNew()).isTrue();
    assertThat(third.models().get(0).skipped()).hasValue("v2 was trained on the same data");

    rows.addAll(ratedRows(101).subList(100, 101));
    GoldRows.write(session.session(), rows);
    TrainingReport oneRow = session.run(new TrainingJob());
    assertThat(oneRow.models())
        .extracting(TrainingReport.Trained::postponed)
        .containsExactly(true, true, false);

    GoldRows.write(session.session(), ratedRows(120));
    session.run(new TrainingJob());
    assertThat(find("reward", 2).parentVersion()).hasValue(1);
    assertThat(session.session().registry().all())
        .extracting(ModelVersion::label)
        .containsExactly(
            "domain-router v3", "domain-router v2", "domain-router v1", "reward v2", "reward v1");
  }

  /** The manifest reveals one changed byte in one file. */
  private void damage(ModelVersion version) throws IOException {
    Path card = Path.of(version.artifactUri(), "model-card.md");
    Files.writeString(card, Files.readString(card).replaceFirst("#", "%"));
    assertThatThrownBy(() -> artifacts().verify(version))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("model-card.md");
  }

  private void checkRouter(TrainingReport report) throws IOException {
    ModelVersion router = find("domain-router", 1);
    assertThat(router.status()).isEqualTo(ModelVersion.Status.REGISTERED);
    assertThat(router.datasetVersion()).isEqualTo(report.goldVersion());
    assertThat(router.params().path("train_rows").path("cooking").asInt()).isEqualTo(30);
    assertThat(router.params().path("classes").toString())
        .isEqualTo("[\"cooking\",\"finance\",\"out_of_scope\"]");
    assertThat(Path.of(router.artifactUri())).endsWith(Path.of("models/domain-router/v000001"));
    try (Stream<Path> files = Files.list(Path.of(router.artifactUri()))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains(
              "pipeline",
              "model-card.md",
              "metrics.json",
              "signature.json",
              "lineage.json",
              "MANIFEST.sha256");
    }
    artifacts().verify(router);
    assertThat(
            domainsOf(
                router,
                "boil the pasta in salt water",
                "boil the pasta with salt 7",
                "invest the money in a fund",
                "who won the match yesterday"))
        .containsExactly("cooking", "cooking", "finance", "out_of_scope");
  }

  @Test
  void theSameRowsGiveTheSameModelInAnyOrder() throws IOException {
    List<Row> rows = new ArrayList<>(ratedRows(100));
    GoldRows.write(session.session(), rows);
    TrainingReport first = session.run(new TrainingJob());
    session
        .jdbi()
        .useHandle(handle -> handle.execute("truncate model_versions, model_deployments cascade"));
    java.util.Collections.reverse(rows);
    GoldRows.write(session.session(), rows);
    TrainingReport second = session.run(new TrainingJob());
    assertThat(second.models().get(0).fit().validation())
        .isEqualTo(first.models().get(0).fit().validation());
    assertThat(second.models().get(1).fit().validation())
        .isEqualTo(first.models().get(1).fit().validation());
  }

  @Test
  void skipsAModelWhoseLabelIsMissingOrTooRareAndSaysWhy() {
    List<Row> rows = new ArrayList<>(moderated(40, 0));
    for (int i = 0; i < 100; i++) {
      rows.add(
          GoldRows.row("r" + i, GoldRows.split(i), "question " + i, words(i), null, 1 + i / 5 % 5));
    }
    GoldRows.write(session.session(), rows);
    TrainingReport report = session.run(new TrainingJob());
    assertThat(report.models().get(0).skipped())
        .hasValue("no row of gold/training_data version 1 has a given domain");
    assertThat(report.models().get(1).version()).hasValue(1);
    assertThat(report.models().get(2).skipped())
        .hasValue(
            "the train split of gold/training_data version 1 has fewer than two classes with at"
                + " least 15 rows each (training.moderation.min-label-rows): inappropriate 12, ok 12");
  }

  @Test
  void moderationLearnsFromHumanLabelsAndIgnoresMentionedGroups() throws IOException {
    GoldRows.write(session.session(), moderated(100, 60));
    TrainingReport.Trained trained =
        session.run(new TrainingJob(), "training.moderation.background-rows=0").models().get(2);
    assertThat(trained.version()).hasValue(1);
    assertThat(trained.fit().validation().get("accuracy")).isEqualTo(1.0);
    ModelVersion version = find("moderation", 1);
    assertThat(version.params().path("classes").toString()).isEqualTo("[\"ok\",\"inappropriate\"]");
    // The examples in the job's resources are used for training but are not counted.
    assertThat(version.params().path("train_rows").path("ok").asInt()).isEqualTo(30);
    artifacts().verify(version);
    List<Double> unfit =
        unfit(
            version,
            "gardeners are rotten vermin",
            "gardeners are r\u043etten v e r m i n",
            "I am a gay man and I like gardening",
            "I am a Jewish man and I like gardening",
            RARE);
    assertThat(unfit.get(0)).isGreaterThan(0.5).isEqualTo(unfit.get(1));
    assertThat(unfit.get(2)).isLessThan(0.5).isEqualTo(unfit.get(3));

    // Up to this number of ordinary rows count as ok in the training.
    session.run(new TrainingJob(), "training.moderation.background-rows=30");
    assertThat(unfit(find("moderation", 2), RARE).get(0)).isLessThan(unfit.get(4));
  }

  @Test
  void refusesEmbeddingsWithoutTheirModuleBeforeAnyWork() {
    assertThatThrownBy(() -> session.run(new TrainingJob(), "training.domain-router.features=both"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("training.domain-router.features is \"both\"")
        .hasMessageContaining("-Pembeddings")
        .satisfies(e -> assertThat(((JobException) e).exitCode()).isEqualTo(ExitCode.BAD_SETTINGS));
  }

  @Test
  void reportsWhatToDoWithoutTrainingData() {
    assertThatThrownBy(() -> session.run(new TrainingJob()))
        .hasMessageContaining("gold/training_data does not exist");
  }

  /** Returns rows of two domains with distinct words; good answers are long, bad ones refuse. */
  private static List<Row> ratedRows(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean cooking = i % 2 == 0;
      boolean good = i % 3 != 0;
      rows.add(
          GoldRows.row(
              "r" + i,
              GoldRows.split(i / 2),
              (cooking ? "boil the pasta with salt " : "invest the money in shares ") + i,
              good ? "here is how: " + words(i) : "sorry, I cannot help with that",
              cooking ? "cooking" : "finance",
              good ? 5 : 2));
    }
    return rows;
  }

  private static List<Row> outOfScope() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(
          GoldRows.row(
              "o" + i,
              GoldRows.split(i),
              "who won the match between teams " + i,
              null,
              LabelRule.OUT_OF_SCOPE,
              null));
    }
    return rows;
  }

  /** Returns labeled rows, half of them insults, and well rated rows without a label. */
  private static List<Row> moderated(int labelled, int rated) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < labelled; i++) {
      boolean bad = i % 2 == 0;
      rows.add(
          labelled(
              GoldRows.row(
                  "m" + i,
                  GoldRows.split(i / 2),
                  bad ? "you are rotten vermin " + i : "please tell me a tale " + i,
                  "well",
                  null,
                  null),
              bad ? "inappropriate" : "ok"));
    }
    for (int i = 0; i < rated; i++) {
      rows.add(
          GoldRows.row(
              "b" + i, GoldRows.split(i), "what to do with rotten apples " + i, "well", null, 5));
    }
    return rows;
  }

  private static Row labelled(Row row, String label) {
    int place = TrainingData.TABLE.schema().fieldIndex(TrainingData.MODERATION_LABEL);
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == place ? label : row.get(i);
    }
    return RowFactory.create(values);
  }

  /** Returns the probability that each input is inappropriate. */
  private static List<Double> unfit(ModelVersion version, String... inputs) {
    return answers(version, inputs).stream()
        .map(row -> row.<Vector>getAs("probability").apply(1))
        .toList();
  }

  private static String words(int i) {
    return i % 2 == 0 ? "heat the water first, then wait" : "spread the risk, then wait";
  }

  private static List<String> domainsOf(ModelVersion version, String... inputs) {
    return answers(version, inputs).stream()
        .map(row -> row.<String>getAs(RouterDecision.PREDICTED_DOMAIN))
        .toList();
  }

  private static List<Row> answers(ModelVersion version, String... inputs) {
    Dataset<Row> asked =
        session
            .session()
            .spark()
            .createDataset(List.of(inputs), Encoders.STRING())
            .coalesce(1)
            .selectExpr("value as input_text", "cast(null as string) as model_output");
    return PipelineModel.load(version.artifactUri() + "/pipeline").transform(asked).collectAsList();
  }

  private ModelVersion find(String model, int version) {
    return session.session().registry().find(model, version).orElseThrow();
  }

  private ArtifactStore artifacts() {
    return new ArtifactStore(new Configuration(), folder.resolve("models").toString());
  }
}

package ai.kalimtak.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.GoldRows;
import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.Evaluations;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ArtifactStore;
import ai.kalimtak.common.registry.ModelDraft;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.text.HashedNGrams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationIT {
  private static final Column GOOD = col(TrainingData.FEEDBACK_SCORE).geq(4);
  private static final Column UNFIT = col(TrainingData.MODERATION_LABEL).equalTo("inappropriate");
  private static final Column COOKING = col(TrainingData.GIVEN_DOMAIN).equalTo("cooking");

  /** Fitted once per recipe, because every test starts with the same training data. */
  private static final Map<List<Object>, Fitted> FITTED = new HashMap<>();

  @TempDir static Path folder;
  private static TestSession session;

  private record Fitted(PipelineModel pipeline, long rows, long positives) {}

  @BeforeAll
  static void open() {
    session = TestSession.in(folder, "evaluation.min-test-rows=50", "rollout.min-stage-hours=0");
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @BeforeEach
  void writeTrainingData() {
    session.reset();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      boolean cooking = i % 2 == 0;
      boolean good = i * 7919 % 101 % 3 != 0;
      rows.add(
          GoldRows.row(
              "r" + i,
              GoldRows.split(i / 6),
              cooking ? "boil the pasta" : "invest the money",
              good ? "gladly" : "sorry",
              cooking ? "cooking" : "finance",
              good ? 5 : 2));
    }
    GoldRows.write(session.session(), rows);
  }

  @Test
  void approvesAndServesAVersionThatBeatsTheConstantPrediction() {
    register("reward", GOOD, TrainingData.MODEL_OUTPUT);
    EvaluationReport report = session.run(new EvaluationJob());
    assertThat(report.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(report.versions().get(0).metrics()).containsEntry("accuracy", 1.0);
    assertThat(status("reward", 1)).isEqualTo(ModelVersion.Status.APPROVED);
    assertThat(metric("reward", 1, "constant_accuracy")).isBetween(0.6, 0.7);
    assertThat(session.run(new EvaluationJob()).nothingNew()).isTrue();
    assertThat(session.session().lake().read(Evaluations.TABLE).where("metric = 'auc'").count())
        .isEqualTo(1);

    assertThat(session.run(new RolloutJob()).headline()).isEqualTo("reward v1 activated, 100 %");
    assertThat(served("anyone")).isEqualTo(1);

    // Inverts all ratings: the version is now always wrong, but stays approved.
    session
        .session()
        .spark()
        .sql(
            "update delta.`"
                + session.session().lake().path(TrainingData.TABLE)
                + "` set feedback_score = 6 - feedback_score");
    EvaluationReport all = session.run(new EvaluationJob(EvaluationOptions.ofAll()));
    assertThat(all.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(all.headline()).isEqualTo("no version awaits a verdict, 1 measured again");
    assertThat(all.reviewed().get(0).metrics()).containsEntry("accuracy", 0.0);
    assertThat(status("reward", 1)).isEqualTo(ModelVersion.Status.APPROVED);
    assertThat(metric("reward", 1, "accuracy")).isEqualTo(1.0);
  }

  @Test
  void judgesAModerationModelOnRowsLabeledByHumans() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean unfit = i * 7919 % 101 % 4 == 0;
      Row row =
          GoldRows.row(
              "m" + i, GoldRows.split(i / 6), unfit ? "vile words" : "kind words", "so", null, 5);
      Object[] values = new Object[row.size()];
      for (int place = 0; place < values.length; place++) {
        values[place] = row.get(place);
      }
      // Every eighth row has no label.
      values[TrainingData.TABLE.schema().fieldIndex(TrainingData.MODERATION_LABEL)] =
          i % 8 == 7 ? null : unfit ? "inappropriate" : "ok";
      rows.add(RowFactory.create(values));
    }
    GoldRows.write(session.session(), rows);
    register("moderation", UNFIT, TrainingData.INPUT_TEXT);
    EvaluationReport report = session.run(new EvaluationJob());
    assertThat(report.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(report.versions().get(0).reason()).contains("log loss better by");
    assertThat(metric("moderation", 1, "auc")).isEqualTo(1.0);
    assertThat(metric("moderation", 1, "rows")).isLessThan(80);
    assertThat(metric("moderation", 1, "positives")).isBetween(10.0, 30.0);
    assertThat(session.run(new RolloutJob()).headline())
        .isEqualTo("moderation v1 activated, 100 %");
  }

  @Test
  void refusesAVersionThatLearnedNothingAndApprovesTheOther() {
    register("domain-router", COOKING, TrainingData.INPUT_TEXT);
    // The input says nothing about the rating.
    register("reward", GOOD, TrainingData.INPUT_TEXT);
    EvaluationReport report = session.run(new EvaluationJob());
    assertThat(report.exitCode()).isEqualTo(ExitCode.GATE_REFUSED);
    assertThat(status("domain-router", 1)).isEqualTo(ModelVersion.Status.APPROVED);
    assertThat(status("reward", 1)).isEqualTo(ModelVersion.Status.REJECTED);
    assertThat(report.versions().get(1).reason())
        .startsWith("does not beat the constant prediction significantly");
    session.run(new RolloutJob());
    assertThat(served("anyone")).isZero();
  }

  @Test
  void refusesAVersionWorseThanProduction() {
    register("reward", GOOD, TrainingData.MODEL_OUTPUT);
    session.run(new EvaluationJob());
    session.run(new RolloutJob());
    // Strong regularization: better than the constant, but far worse than version 1.
    register("reward", GOOD, TrainingData.MODEL_OUTPUT, 1.0);
    EvaluationReport report = session.run(new EvaluationJob());
    assertThat(report.versions().get(0).reason())
        .startsWith("may be worse than production, reward v1");
    assertThat(status("reward", 2)).isEqualTo(ModelVersion.Status.REJECTED);
  }

  @Test
  void doesNotJudgeADamagedArtifact() throws IOException {
    register("domain-router", COOKING, TrainingData.INPUT_TEXT);
    register("reward", GOOD, TrainingData.MODEL_OUTPUT);
    Files.writeString(folder.resolve("models/domain-router/v000001/pipeline/extra"), "x");
    assertThatThrownBy(() -> session.run(new EvaluationJob()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("domain-router v1 is damaged")
        .hasMessageContaining("pipeline/extra");
    assertThat(status("domain-router", 1)).isEqualTo(ModelVersion.Status.REGISTERED);
    assertThat(status("reward", 1)).isEqualTo(ModelVersion.Status.APPROVED);
  }

  @Test
  void rampsANewVersionUpAndRestoresTheOldOneOnRollback() {
    for (int version = 1; version <= 2; version++) {
      register("reward", GOOD, TrainingData.MODEL_OUTPUT);
      session.run(new EvaluationJob());
      session.run(new RolloutJob());
    }
    assertThat(servedShare(2)).isBetween(0.05, 0.15);
    session.run(new RolloutJob());
    assertThat(servedShare(2)).isBetween(0.42, 0.58);
    session.run(new RolloutJob());
    assertThat(servedShare(2)).isEqualTo(1);

    RolloutReport back =
        session.run(new RollbackJob("reward", Optional.empty(), "complaints of users"));
    assertThat(back.headline()).isEqualTo("reward v2 rolled back");
    assertThat(servedShare(1)).isEqualTo(1);
    // A version that was rolled back is not deployed again.
    assertThat(session.run(new RolloutJob()).nothingNew()).isTrue();
    assertThatThrownBy(() -> session.run(new RollbackJob("reward", Optional.empty(), "once more")))
        .isInstanceOf(JobException.class);
    List<String> kinds =
        session
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select kind from model_events where version = 2 order by event_id")
                        .mapTo(String.class)
                        .list());
    assertThat(kinds)
        .containsExactly(
            "registered", "approved", "ramp_started", "ramp_advanced", "activated", "rolled_back");
  }

  private void register(String model, Column positive, String textColumn) {
    register(model, positive, textColumn, 0.001);
  }

  /** Fits a real pipeline to the words of one column, and registers it like a training run. */
  private void register(String model, Column positive, String textColumn, double regParam) {
    List<String> classes =
        switch (model) {
          case "domain-router" -> List.of("finance", "cooking");
          case "moderation" -> List.of("ok", "inappropriate");
          default -> List.of("negative", "positive");
        };
    Fitted fitted =
        FITTED.computeIfAbsent(
            List.of(model, textColumn, regParam), recipe -> fit(positive, textColumn, regParam));
    ArtifactStore store =
        new ArtifactStore(new Configuration(), folder.resolve("models").toString());
    String staged = store.stage(model, 1);
    try {
      fitted.pipeline().write().overwrite().save(staged + "/" + ArtifactStore.PIPELINE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    session
        .session()
        .registry()
        .register(
            new ModelDraft(
                model,
                store.seal(staged),
                session.session().lake().version(TrainingData.TABLE).orElseThrow().version(),
                "fingerprint",
                "logistic-regression",
                Map.of(
                    "classes",
                    classes,
                    "positive_score",
                    4,
                    "train_rows",
                    Map.of(
                        classes.get(0),
                        fitted.rows() - fitted.positives(),
                        classes.get(1),
                        fitted.positives())),
                Map.of(),
                "test",
                1),
            "test",
            version -> store.publish(staged, model, version));
  }

  private static Fitted fit(Column positive, String textColumn, double regParam) {
    // Small, and read three times below.
    Dataset<Row> train =
        session
            .session()
            .lake()
            .read(TrainingData.TABLE)
            .where(col(TrainingData.SPLIT).equalTo(TrainingData.TRAIN))
            .where(positive.isNotNull())
            .withColumn("label", when(positive, 1.0).otherwise(0.0))
            .localCheckpoint();
    PipelineModel pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  HashedNGrams.ofWords(textColumn, "features", 1, 1, 256),
                  new LogisticRegression().setRegParam(regParam)
                })
            .fit(train);
    return new Fitted(pipeline, train.count(), train.where(positive).count());
  }

  private ModelVersion.Status status(String model, int version) {
    return session.session().registry().find(model, version).orElseThrow().status();
  }

  private double metric(String model, int version, String name) {
    return session
        .session()
        .registry()
        .find(model, version)
        .orElseThrow()
        .metrics()
        .path("test")
        .path(name)
        .asDouble();
  }

  /** Returns the version of the reward model that serves a subject; 0 for none. */
  private int served(String subject) {
    return session
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select coalesce(assign_model_version('reward', :subject), 0)")
                    .bind("subject", subject)
                    .mapTo(Integer.class)
                    .one());
  }

  private double servedShare(int version) {
    return session
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select avg(case when assign_model_version('reward', 'user-' || n) = :version then 1.0 else 0 end) from generate_series(1, 1000) n")
                    .bind("version", version)
                    .mapTo(Double.class)
                    .one());
  }
}

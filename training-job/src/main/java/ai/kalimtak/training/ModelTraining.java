package ai.kalimtak.training;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.job.Rounding;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ArtifactStore;
import ai.kalimtak.common.registry.ModelDraft;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.training.artifact.CodeVersion;
import ai.kalimtak.training.artifact.ModelArtifact;
import ai.kalimtak.training.fitting.FittedModel;
import ai.kalimtak.training.fitting.LabeledData;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Trains models on one version of {@code gold/training_data}. */
final class ModelTraining {
  private final TrainingSettings settings;
  private final TableVersion gold;
  private final JobContext context;
  private final Dataset<Row> rows;

  ModelTraining(TrainingSettings settings, TableVersion gold, JobContext context) {
    this.settings = settings;
    this.gold = gold;
    this.context = context;
    this.rows = context.lake().readVersion(TrainingData.TABLE, gold.version());
  }

  /** Trains and registers a new version, or reports why there is none. */
  TrainingReport.Trained train(ModelRecipe recipe) {
    long started = System.nanoTime();
    LabeledData data =
        context.phase(
            "counting what " + recipe.name() + " can learn from",
            () -> LabeledData.survey(recipe, rows));
    Optional<String> obstacle = Obstacle.of(recipe, data, settings.minRows(), gold.version());
    if (obstacle.isPresent()) {
      return TrainingReport.Trained.skipped(recipe.name(), obstacle.get());
    }
    Map<String, Object> params = params(recipe, data);
    Optional<ModelVersion> same = latestIfSame(recipe, data, params);
    if (same.isPresent()) {
      return TrainingReport.Trained.unchanged(same.get());
    }
    FittedModel fitted =
        context.phase(
            String.format(
                Locale.ROOT,
                "fitting %s to %,d rows",
                recipe.name(),
                data.rows(TrainingData.TRAIN)),
            () -> FittedModel.fit(recipe, data, rows, settings.partitions()));
    ModelVersion version =
        context.phase("registering " + recipe.name(), () -> register(recipe, data, fitted, params));
    double seconds = Rounding.secondsSince(started);
    return TrainingReport.Trained.registered(version, data, fitted, seconds);
  }

  /** Everything but the rows that shapes the model. An evaluation reads the classes from it. */
  private Map<String, Object> params(ModelRecipe recipe, LabeledData data) {
    Map<String, Object> params = new LinkedHashMap<>(recipe.params());
    params.put("reg_params", recipe.grid().regParams());
    params.put("max_iterations", recipe.grid().maxIterations());
    params.put("partitions", settings.partitions());
    params.put("classes", data.classes());
    params.put("train_rows", data.trainRowsByClass());
    return params;
  }

  /** The latest version, if training again would give the same model. */
  private Optional<ModelVersion> latestIfSame(
      ModelRecipe recipe, LabeledData data, Map<String, Object> params) {
    return context
        .registry()
        .latest(recipe.name())
        .filter(latest -> latest.datasetFingerprint().equals(data.fingerprint()))
        .filter(latest -> latest.algorithm().equals(recipe.learner().algorithm()))
        .filter(latest -> latest.codeVersion().equals(CodeVersion.current()))
        .filter(latest -> latest.params().equals(Json.read(Json.write(params))));
  }

  private ModelVersion register(
      ModelRecipe recipe, LabeledData data, FittedModel fitted, Map<String, Object> params) {
    ArtifactStore store = context.artifacts();
    String staged = new ModelArtifact(store, context, gold).stage(recipe, data, fitted, params);
    ModelDraft draft =
        new ModelDraft(
            recipe.name(),
            store.seal(staged),
            gold.version(),
            data.fingerprint(),
            recipe.learner().algorithm(),
            params,
            Map.copyOf(fitted.validation().metrics()),
            CodeVersion.current(),
            context.runId());
    return context
        .registry()
        .register(
            draft,
            "training run " + context.runId(),
            version -> store.publish(staged, recipe.name(), version));
  }
}

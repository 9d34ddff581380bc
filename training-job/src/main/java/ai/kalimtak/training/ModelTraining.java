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
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains models on one version of {@code gold/training_data}. */
final class ModelTraining {
  /** Key of the parameters of a version: its classes, in the order of their numbers. */
  static final String CLASSES = "classes";

  /** Key of the parameters of a version: the rows that each class was trained on. */
  static final String TRAIN_ROWS = "train_rows";

  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");

  private final TrainingSettings settings;
  private final TableVersion gold;
  private final JobContext context;
  private final Dataset<Row> rows;
  private final LastTraining lastRun;

  ModelTraining(TrainingSettings settings, TableVersion gold, JobContext context) {
    this.settings = settings;
    this.gold = gold;
    this.context = context;
    this.rows = context.lake().readVersion(TrainingData.TABLE, gold.version());
    this.lastRun = LastTraining.on(gold, context.jobRuns());
  }

  /** Trains and registers a new version, or reports why there is none. */
  TrainingReport.Trained train(ModelRecipe recipe) {
    long started = System.nanoTime();
    Optional<ModelVersion> latest =
        context
            .registry()
            .latest(recipe.name())
            .filter(version -> version.status() != ModelVersion.Status.ARCHIVED)
            .filter(version -> isMadeLike(version, recipe))
            .filter(version -> !context.registry().isRetrainingAdvised(version))
            .filter(this::isIntact);
    if (latest.filter(lastRun::coversLatest).isPresent()) {
      return TrainingReport.Trained.unchanged(latest.get());
    }
    LabeledData data =
        context.phase(
            "counting what " + recipe.name() + " can learn from",
            () -> LabeledData.survey(recipe, rows));
    Optional<String> obstacle = Obstacle.of(recipe, data, settings.minRows(), gold.version());
    if (obstacle.isPresent()) {
      return TrainingReport.Trained.skipped(recipe.name(), obstacle.get());
    }
    if (latest.filter(version -> isTrainedOn(version, data)).isPresent()) {
      return TrainingReport.Trained.unchanged(latest.get());
    }
    Optional<String> postponed =
        latest.flatMap(
            version ->
                settings.retraining().postponed(version, data, OffsetDateTime.now(ZoneOffset.UTC)));
    if (postponed.isPresent()) {
      return TrainingReport.Trained.postponed(recipe.name(), postponed.get());
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
        context.phase(
            "registering " + recipe.name(),
            () -> register(recipe, data, fitted, params(recipe, data)));
    double seconds = Rounding.secondsSince(started);
    return TrainingReport.Trained.registered(version, data, fitted, seconds);
  }

  /** Everything but the rows that shapes the model. An evaluation reads the classes from it. */
  private Map<String, Object> params(ModelRecipe recipe, LabeledData data) {
    Map<String, Object> params = settingsOf(recipe);
    params.put(CLASSES, data.classes());
    params.put(TRAIN_ROWS, data.trainRowsByClass());
    return params;
  }

  private Map<String, Object> settingsOf(ModelRecipe recipe) {
    Map<String, Object> params = new LinkedHashMap<>(recipe.params());
    params.put("reg_params", recipe.grid().regParams());
    params.put("max_iterations", recipe.grid().maxIterations());
    params.put("partitions", settings.partitions());
    return params;
  }

  /** Whether a version was trained by this code with these settings. */
  private boolean isMadeLike(ModelVersion version, ModelRecipe recipe) {
    ObjectNode made = version.params().deepCopy();
    made.remove(List.of(CLASSES, TRAIN_ROWS));
    return version.algorithm().equals(recipe.learner().algorithm())
        && version.codeVersion().equals(CodeVersion.current())
        && made.equals(Json.read(Json.write(settingsOf(recipe))));
  }

  private static boolean isTrainedOn(ModelVersion version, LabeledData data) {
    return version.datasetFingerprint().equals(data.fingerprint())
        && version.params().path(CLASSES).equals(Json.read(Json.write(data.classes())));
  }

  /** Whether the artifact of a version can still be used; one that cannot is trained again. */
  private boolean isIntact(ModelVersion version) {
    Optional<String> damage = context.artifacts().damage(version);
    damage.ifPresent(
        how ->
            LOG.warn("the artifact of {} is damaged and counts as none: {}", version.label(), how));
    return damage.isEmpty();
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

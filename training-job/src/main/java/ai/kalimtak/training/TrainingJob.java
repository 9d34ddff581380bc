package ai.kalimtak.training;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.job.Rounding;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.registry.ArtifactStore;
import ai.kalimtak.common.registry.ModelDraft;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.SettingsReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Trains the models on one pinned version of {@code gold/training_data} and registers them. */
public final class TrainingJob implements Job<TrainingSettings, TrainingReport> {
  public static void main(String[] args) {
    JobCommand.exit(JobCommand.run(new TrainingJob(), args));
  }

  @Override
  public String name() {
    return "training";
  }

  @Override
  public TrainingSettings bind(SettingsReader reader) {
    return TrainingSettings.from(reader);
  }

  @Override
  public Set<String> writesToDatabase(TrainingSettings settings) {
    return Set.of("public.model_versions");
  }

  @Override
  public TrainingReport run(TrainingSettings settings, JobContext context) {
    TableVersion gold =
        context
            .lake()
            .version(TrainingData.TABLE)
            .orElseThrow(
                () ->
                    JobException.failed(
                        "there is nothing to learn from: gold/training_data does not exist",
                        "Run quality first"));
    Lake.checkWritable(context.spark(), context.core().modelsRoot(), "models.root");
    Dataset<Row> rows = context.lake().readVersion(TrainingData.TABLE, gold.version());
    List<TrainingReport.Trained> models = new ArrayList<>();
    for (String model : settings.models()) {
      models.add(train(recipe(model, settings), gold, rows, settings, context));
    }
    return new TrainingReport(gold.toString(), gold.version(), models);
  }

  private static ModelRecipe recipe(String model, TrainingSettings settings) {
    return switch (model) {
      case LabelRule.DOMAIN_ROUTER -> new RouterRecipe(settings.router());
      case LabelRule.REWARD -> new RewardRecipe(settings.reward());
      case LabelRule.MODERATION -> new ModerationRecipe(settings.moderation());
      default -> throw new IllegalStateException("no recipe is known for " + model);
    };
  }

  private static TrainingReport.Trained train(
      ModelRecipe recipe,
      TableVersion gold,
      Dataset<Row> rows,
      TrainingSettings settings,
      JobContext context) {
    long started = System.nanoTime();
    LabelledData data =
        context.phase(
            "counting what " + recipe.name() + " can learn from",
            () -> LabelledData.survey(recipe, rows));
    Optional<String> obstacle = obstacle(recipe, data, gold, settings);
    if (obstacle.isPresent()) {
      return TrainingReport.Trained.skipped(recipe.name(), obstacle.get(), false);
    }
    Map<String, Object> params = params(recipe, data, settings);
    Optional<ModelVersion> same =
        context
            .registry()
            .latest(recipe.name())
            .filter(latest -> isSame(latest, recipe, data, params));
    if (same.isPresent()) {
      return TrainingReport.Trained.skipped(
          recipe.name(), "v" + same.get().version() + " learnt from the same data", true);
    }
    FittedModel fitted =
        context.phase(
            String.format(
                Locale.ROOT,
                "fitting %s to %,d rows",
                recipe.name(),
                data.rows(TrainingData.TRAIN)),
            () -> FittedModel.fit(recipe, data, rows, settings));
    ModelVersion version =
        context.phase(
            "registering " + recipe.name(),
            () -> register(recipe, data, fitted, params, gold, context));
    return new TrainingReport.Trained(
        recipe.name(),
        version.version(),
        null,
        false,
        recipe.algorithm(),
        data.rows(TrainingData.TRAIN),
        data.rows(TrainingData.VALIDATION),
        data.classes().size(),
        data.trainRowsByLabel().keySet().stream()
            .filter(name -> !data.classes().contains(name))
            .toList(),
        fitted.regParam(),
        fitted.validation(),
        Rounding.secondsSince(started));
  }

  /** Why the model cannot be trained, if so. */
  private static Optional<String> obstacle(
      ModelRecipe recipe, LabelledData data, TableVersion gold, TrainingSettings settings) {
    String table = "gold/training_data version " + gold.version();
    if (data.trainRowsByLabel().isEmpty()) {
      return Optional.of("no row of " + table + " has " + recipe.label().description());
    }
    if (data.classes().stream().filter(name -> data.trainRows(name) > 0).count() < 2) {
      return Optional.of(
          "the train split of "
              + table
              + " has fewer than two classes with "
              + recipe.enoughRows()
              + ": "
              + data.trainRowsByLabel().entrySet().stream()
                  .map(label -> label.getKey() + " " + label.getValue())
                  .collect(Collectors.joining(", ")));
    }
    if (data.rows(TrainingData.TRAIN) < settings.minRows()) {
      return Optional.of(
          data.rows(TrainingData.TRAIN)
              + " rows with "
              + recipe.label().description()
              + " in the train split, at least "
              + settings.minRows()
              + " are wanted (training.min-rows)");
    }
    return data.rows(TrainingData.VALIDATION) == 0
        ? Optional.of(
            "the validation split of " + table + " has no row with " + recipe.label().description())
        : Optional.empty();
  }

  /** What decides what is learnt, besides the rows; an evaluation reads the classes from it. */
  private static Map<String, Object> params(
      ModelRecipe recipe, LabelledData data, TrainingSettings settings) {
    Map<String, Object> params = new LinkedHashMap<>(recipe.params());
    params.put("max_iterations", recipe.maxIterations(settings));
    params.put("partitions", settings.partitions());
    params.put("classes", data.classes());
    Map<String, Long> trainRows = new LinkedHashMap<>();
    data.classes().forEach(name -> trainRows.put(name, data.trainRows(name)));
    params.put("train_rows", trainRows);
    return params;
  }

  private static boolean isSame(
      ModelVersion latest, ModelRecipe recipe, LabelledData data, Map<String, Object> params) {
    return latest.datasetFingerprint().equals(data.fingerprint())
        && latest.algorithm().equals(recipe.algorithm())
        && latest.codeVersion().equals(CodeVersion.current())
        && latest.params().equals(Json.read(Json.write(params)));
  }

  private static ModelVersion register(
      ModelRecipe recipe,
      LabelledData data,
      FittedModel fitted,
      Map<String, Object> params,
      TableVersion gold,
      JobContext context) {
    ArtifactStore store = context.artifacts();
    String staged = new ModelArtifact(store, context, gold).stage(recipe, data, fitted, params);
    ModelDraft draft =
        new ModelDraft(
            recipe.name(),
            store.seal(staged),
            gold.version(),
            data.fingerprint(),
            recipe.algorithm(),
            params,
            fitted.validation(),
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

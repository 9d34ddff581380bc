package ai.kalimtak.training.artifact;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ArtifactStore;
import ai.kalimtak.training.fitting.FittedModel;
import ai.kalimtak.training.fitting.LabeledData;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the files of a version: the pipeline, its metrics, its lineage and its model card. */
public final class ModelArtifact {
  private final ArtifactStore store;
  private final JobContext context;
  private final TableVersion gold;

  public ModelArtifact(ArtifactStore store, JobContext context, TableVersion gold) {
    this.store = store;
    this.context = context;
    this.gold = gold;
  }

  /**
   * Writes every file but the manifest.
   *
   * @return the folder
   */
  public String stage(
      ModelRecipe recipe, LabeledData data, FittedModel fitted, Map<String, Object> params) {
    String folder = store.stage(recipe.name(), context.runId());
    try {
      fitted.pipeline().write().overwrite().save(folder + "/" + ArtifactStore.PIPELINE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.write(
        folder,
        "metrics.json",
        Json.writePretty(Map.of("validation", fitted.validation().metrics())));
    store.write(folder, "signature.json", Json.writePretty(signature(recipe, data)));
    store.write(folder, "lineage.json", Json.writePretty(lineage(data, params)));
    store.write(folder, "model-card.md", ModelCard.of(recipe, data, fitted, gold.version()));
    return folder;
  }

  private static Map<String, Object> signature(ModelRecipe recipe, LabeledData data) {
    Map<String, String> inputs = new LinkedHashMap<>();
    recipe.inputs().forEach(name -> inputs.put(name, "string, may be null"));
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("probability", "vector of " + data.classes().size() + ", one value for each class");
    outputs.put("prediction", "double, number of the predicted class, from 0");
    outputs.putAll(recipe.furtherOutputs());
    Map<String, Object> signature = new LinkedHashMap<>();
    signature.put("inputs", inputs);
    signature.put("outputs", outputs);
    signature.put("classes", data.classes());
    return signature;
  }

  private Map<String, Object> lineage(LabeledData data, Map<String, Object> params) {
    Map<String, Object> lineage = new LinkedHashMap<>();
    lineage.put("table", TrainingData.TABLE.name());
    lineage.put("table_id", gold.tableId());
    lineage.put("table_version", gold.version());
    lineage.put("fingerprint", data.fingerprint());
    lineage.put("rows_by_split", data.rowsBySplit());
    lineage.put("train_rows_by_label", data.trainRowsByLabel());
    lineage.put("params", params);
    lineage.put("run_id", context.runId());
    lineage.put("code_version", CodeVersion.current());
    lineage.put("spark_version", context.spark().version());
    return lineage;
  }
}

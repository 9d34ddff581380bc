package ai.kalimtak.training;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.learning.RouterDecision;
import ai.kalimtak.common.registry.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what a version consists of: the pipeline, and what a person must know of it. */
final class ModelArtifact {
  private final ArtifactStore store;
  private final JobContext context;
  private final TableVersion gold;

  ModelArtifact(ArtifactStore store, JobContext context, TableVersion gold) {
    this.store = store;
    this.context = context;
    this.gold = gold;
  }

  /** A folder with all files but the manifest. */
  String stage(
      ModelRecipe recipe, LabelledData data, FittedModel fitted, Map<String, Object> params) {
    String folder = store.stage(recipe.name(), context.runId());
    try {
      fitted.pipeline().write().overwrite().save(folder + "/" + ArtifactStore.PIPELINE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.write(
        folder, "metrics.json", Json.writePretty(Map.of("validation", fitted.validation())));
    store.write(folder, "signature.json", Json.writePretty(signature(recipe, data)));
    store.write(folder, "lineage.json", Json.writePretty(lineage(data, params)));
    store.write(folder, "model-card.md", card(recipe, data, fitted));
    return folder;
  }

  private static Map<String, Object> signature(ModelRecipe recipe, LabelledData data) {
    Map<String, String> inputs = new LinkedHashMap<>();
    recipe.inputs().forEach(name -> inputs.put(name, "string, may be null"));
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("probability", "vector of " + data.classes().size() + ", one for each class");
    outputs.put("prediction", "double, number of the class that is answered");
    if (recipe.name().equals(LabelRule.DOMAIN_ROUTER)) {
      outputs.put(RouterDecision.PREDICTED_DOMAIN, "string, its name");
    }
    Map<String, Object> signature = new LinkedHashMap<>();
    signature.put("inputs", inputs);
    signature.put("outputs", outputs);
    signature.put("classes", data.classes());
    return signature;
  }

  private Map<String, Object> lineage(LabelledData data, Map<String, Object> params) {
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

  private String card(ModelRecipe recipe, LabelledData data, FittedModel fitted) {
    List<String> lines =
        List.of(
            "# " + recipe.name(),
            "",
            switch (recipe.name()) {
              case LabelRule.DOMAIN_ROUTER ->
                  "Tells the domain of an input, with a probability for each domain.";
              case LabelRule.MODERATION ->
                  "Estimates the probability that a person calls a text inappropriate.";
              default -> "Estimates the probability that a user rates an answer well.";
            },
            "",
            "- Kind: "
                + recipe.kind()
                + " (L-BFGS, L2 penalty "
                + fitted.regParam()
                + "), Spark MLlib.",
            "- Learnt from: gold/training_data version "
                + gold.version()
                + String.format(
                    Locale.ROOT,
                    ", %,d rows of the train split; %,d of validation chose the penalty and what comes with it.",
                    data.rows(TrainingData.TRAIN),
                    data.rows(TrainingData.VALIDATION)),
            "- Classes: " + String.join(", ", data.classes()) + ".",
            "- Validation: " + Json.write(fitted.validation()) + ".",
            "- Inputs: " + String.join(", ", recipe.inputs()) + " (see signature.json).",
            "",
            "Limits: it knows the words and templates of its data, and is judged on people who are not in it.",
            "It has seen redacted texts only. Metrics of the test split stand in the registry, with the verdict.",
            "");
    return String.join("\n", lines);
  }
}

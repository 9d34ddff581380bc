package ai.kalimtak.training;

import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The section "training" of the settings.
 *
 * @param recipes the models to train, in this order, with their settings
 * @param minRows labeled rows that the train split must have
 * @param partitions number of partitions that the rows are distributed to
 * @param retraining how much must have changed before a model is trained again
 */
public record TrainingSettings(
    List<ModelRecipe> recipes, long minRows, int partitions, Retraining retraining) {

  static TrainingSettings from(SettingsReader reader) {
    Map<String, ModelRecipe> known = known(reader);
    List<String> models = reader.texts("training.models");
    models.stream()
        .filter(model -> !known.containsKey(model))
        .forEach(
            model ->
                reader.problem(
                    "training.models",
                    "has an unknown model \""
                        + model
                        + "\"; expected one of "
                        + String.join(", ", known.keySet())));
    return new TrainingSettings(
        models.stream().map(known::get).filter(Objects::nonNull).toList(),
        reader.whole("training.min-rows", 10, 1_000_000_000L),
        reader.integer("training.partitions", 1, 10_000),
        Retraining.from(reader));
  }

  /** Every model that can be trained. A new one is one more line. */
  private static Map<String, ModelRecipe> known(SettingsReader reader) {
    int maxIterations = reader.integer("training.max-iterations", 1, 1000);
    return Stream.of(
            RouterRecipe.from(reader),
            RewardRecipe.from(reader, maxIterations),
            ModerationRecipe.from(reader, maxIterations))
        .collect(
            Collectors.toMap(
                ModelRecipe::name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
  }
}

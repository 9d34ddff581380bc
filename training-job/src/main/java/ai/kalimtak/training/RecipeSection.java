package ai.kalimtak.training;

import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.training.fitting.Grid;
import java.util.List;

/** Reads the settings of one recipe, by keys below its section. */
record RecipeSection(SettingsReader reader, String section) {
  int integer(String key, int lowest, int highest) {
    return reader.integer(path(key), lowest, highest);
  }

  double decimal(String key, double lowest, double highest) {
    return reader.decimal(path(key), lowest, highest);
  }

  /** The size of a hashed feature vector. */
  int vectorSize(String key) {
    return integer(key, 256, 16_777_216);
  }

  /** The penalties of {@code reg-params}. */
  Grid grid(int maxIterations) {
    String key = path("reg-params");
    List<Double> regParams = reader.decimals(key);
    if (regParams.isEmpty() || regParams.stream().anyMatch(value -> value < 0)) {
      reader.problem(key, "must have at least one number, and none below 0");
    }
    return new Grid(regParams, maxIterations);
  }

  private String path(String key) {
    return section + "." + key;
  }
}

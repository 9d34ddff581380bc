package ai.kalimtak.training;

import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.registry.ModelVersion;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the last successful run found out about one state of {@code gold/training_data}. It spares a
 * run on the same state from counting the rows again.
 *
 * @param trained the version of each model that the run trained
 * @param unchanged the models whose latest version had the same data
 */
record LastTraining(Map<String, Integer> trained, Set<String> unchanged) {
  private static final String NAME = "training";

  /** Returns nothing known if the last run used another state of the table. */
  static LastTraining on(TableVersion gold, JobRuns runs) {
    Map<String, Integer> trained = new HashMap<>();
    Set<String> unchanged = new HashSet<>();
    runs.lastSucceeded(NAME)
        .map(JobRuns.Run::stats)
        .filter(stats -> stats.path("gold").asText().equals(gold.toString()))
        .ifPresent(
            stats -> {
              for (JsonNode model : stats.path("models")) {
                String name = model.path("model").asText();
                if (model.path("version").isInt()) {
                  trained.put(name, model.path("version").asInt());
                } else if (model.path("unchanged").asBoolean()) {
                  unchanged.add(name);
                }
              }
            });
    return new LastTraining(Map.copyOf(trained), Set.copyOf(unchanged));
  }

  /** Whether a model's latest version was trained on the rows of this state. */
  boolean coversLatest(ModelVersion latest) {
    return unchanged.contains(latest.modelName())
        || trained.getOrDefault(latest.modelName(), 0) == latest.version();
  }
}

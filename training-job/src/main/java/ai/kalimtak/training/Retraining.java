package ai.kalimtak.training;

import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.training.fitting.LabeledData;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The section {@code training.retrain}: how far the data must be from the data of the latest
 * version before a model is trained again.
 *
 * @param rows the fewest labeled rows that must have changed
 * @param share the least share of the latest version's rows that must have changed
 * @param days age of the latest version in days from which any change is enough
 */
record Retraining(long rows, double share, int days) {

  static Retraining from(SettingsReader reader) {
    return new Retraining(
        reader.whole("training.retrain.min-rows", 0, 1_000_000_000L),
        reader.decimal("training.retrain.min-share", 0, 1),
        reader.integer("training.retrain.after-days", 0, 36_500));
  }

  /** Returns why a version is recent enough; empty if the model should be trained again. */
  Optional<String> postponed(ModelVersion latest, LabeledData data, OffsetDateTime now) {
    long changed = distance(latest.params().path(ModelTraining.TRAIN_ROWS), data);
    long trained = total(latest.params().path(ModelTraining.TRAIN_ROWS));
    boolean isOld = Duration.between(latest.createdAt(), now).compareTo(Duration.ofDays(days)) >= 0;
    if (isOld || (changed >= rows && changed >= share * trained)) {
      return Optional.empty();
    }
    long needed = Math.max(rows, (long) Math.ceil(share * trained));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%,d of the %,d rows of v%d have changed; trained again from %,d rows on, or when v%d is %d days old (training.retrain)",
            changed,
            trained,
            latest.version(),
            needed,
            latest.version(),
            days));
  }

  /**
   * Returns the sum over the classes of the difference in rows. A row that changes its class counts
   * twice, and changes that cancel out do not count.
   */
  private static long distance(JsonNode before, LabeledData data) {
    Set<String> classes = new TreeSet<>(data.classes());
    before.fieldNames().forEachRemaining(classes::add);
    return classes.stream()
        .mapToLong(name -> Math.abs(data.trainRows(name) - before.path(name).asLong()))
        .sum();
  }

  private static long total(JsonNode rows) {
    long sum = 0;
    for (JsonNode count : rows) {
      sum += count.asLong();
    }
    return sum;
  }
}

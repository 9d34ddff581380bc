package ai.kalimtak.quality.review;

import ai.kalimtak.common.settings.SettingsReader;

/**
 * The section {@code quality.review}.
 *
 * @param size largest number of rows that await an answer
 * @param candidatesPerPlace number of candidates for each place of the batch
 * @param labelledCompared largest number of labeled rows against which novelty is measured
 * @param noveltyWeight exponent of novelty; 0 leaves it out
 * @param trafficWeight exponent of traffic; 0 leaves it out
 */
public record ReviewSettings(
    boolean enabled,
    int size,
    int candidatesPerPlace,
    int labelledCompared,
    double noveltyWeight,
    double trafficWeight) {

  public static ReviewSettings from(SettingsReader reader) {
    return new ReviewSettings(
        reader.flag("quality.review.enabled"),
        reader.integer("quality.review.size", 1, 10_000),
        reader.integer("quality.review.candidates-per-place", 1, 100),
        reader.integer("quality.review.labelled-compared", 0, 20_000),
        reader.decimal("quality.review.novelty-weight", 0, 4),
        reader.decimal("quality.review.traffic-weight", 0, 4));
  }

  /** Returns the same settings for another number of places. */
  public ReviewSettings ofSize(int places) {
    return new ReviewSettings(
        enabled, places, candidatesPerPlace, labelledCompared, noveltyWeight, trafficWeight);
  }
}

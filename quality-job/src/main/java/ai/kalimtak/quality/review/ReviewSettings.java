package ai.kalimtak.quality.review;

import ai.kalimtak.common.settings.SettingsReader;

/**
 * The section {@code quality.review}.
 *
 * @param size rows that wait for an answer at most
 * @param candidatesPerPlace of so many times the size the batch is chosen
 * @param labelledCompared labelled rows at most that novelty is measured against
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

  /** The same for another number of places. */
  public ReviewSettings ofSize(int places) {
    return new ReviewSettings(
        enabled, places, candidatesPerPlace, labelledCompared, noveltyWeight, trafficWeight);
  }
}

package ai.kalimtak.quality.decisions;

import ai.kalimtak.common.settings.SettingsReader;

/**
 * The settings that decide which ratings are good.
 *
 * @param minScore lowest good rating, stars
 * @param minRatingLowerBound lowest lower bound of the share of good ratings, 0 to 1
 */
public record RatingSettings(int minScore, double minRatingLowerBound) {
  public static RatingSettings from(SettingsReader reader) {
    return new RatingSettings(
        reader.integer("quality.min-score", 1, 5),
        reader.decimal("quality.min-rating-lower-bound", 0, 1));
  }
}

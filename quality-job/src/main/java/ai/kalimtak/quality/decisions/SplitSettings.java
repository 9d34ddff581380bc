package ai.kalimtak.quality.decisions;

import ai.kalimtak.common.settings.SettingsReader;

/**
 * The settings of {@link Splits}.
 *
 * @param validationShare share of the subjects whose rows validate, 0 to 1
 * @param testShare share of the subjects whose rows test, 0 to 1
 */
public record SplitSettings(double validationShare, double testShare, long splitSeed) {
  public static SplitSettings from(SettingsReader reader) {
    return new SplitSettings(
        reader.decimal("quality.validation-share", 0.01, 0.4),
        reader.decimal("quality.test-share", 0.01, 0.4),
        reader.whole("quality.split-seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }
}

package ai.kalimtak.quality.moderation;

import ai.kalimtak.common.settings.SettingsReader;

/** The section {@code quality.moderation}. */
public record ModerationSettings(LexiconSettings lexicon, Model model) {

  /**
   * The section {@code quality.moderation.model}.
   *
   * @param threshold the probability from which a row is inappropriate
   */
  public record Model(boolean enabled, double threshold) {}

  public static ModerationSettings from(SettingsReader reader) {
    return new ModerationSettings(
        LexiconSettings.from(reader),
        new Model(
            reader.flag("quality.moderation.model.enabled"),
            reader.decimal("quality.moderation.model.threshold", 0, 1)));
  }
}

package ai.kalimtak.quality.moderation;

import ai.kalimtak.common.settings.SettingsReader;
import java.io.Serializable;
import java.util.List;

/**
 * The section {@code quality.moderation.lexicon}.
 *
 * @param languages two letters each
 * @param mainLanguage the language of texts without function words
 * @param threshold the probability from which a word counts
 */
public record LexiconSettings(
    boolean enabled, List<String> languages, String mainLanguage, double threshold)
    implements Serializable {
  private static final String KEY = "quality.moderation.lexicon.";

  static LexiconSettings from(SettingsReader reader) {
    List<String> languages = reader.texts(KEY + "languages");
    languages.stream()
        .filter(language -> !LexiconSource.has(language))
        .forEach(
            language ->
                reader.problem(
                    KEY + "languages", "contains \"" + language + "\", which has no lexicon"));
    if (languages.isEmpty()) {
      reader.problem(KEY + "languages", "is empty");
    }
    String main = reader.text(KEY + "main-language");
    if (!LexiconSource.has(main)) {
      reader.problem(KEY + "main-language", "is \"" + main + "\", which has no lexicon");
    }
    return new LexiconSettings(
        reader.flag(KEY + "enabled"),
        languages.stream().distinct().toList(),
        main,
        reader.decimal(KEY + "threshold", 0, 1));
  }
}

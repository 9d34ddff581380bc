package ai.kalimtak.quality.heuristics;

import ai.kalimtak.quality.heuristics.LanguageProfiles.Likeness;
import java.util.Set;

/**
 * A text and what several rules measure of it, each measured at most once, and only if a rule asks.
 * For one thread.
 */
final class MeasuredText {
  private final String text;
  private final Set<String> languages;
  private TextShape shape;
  private Likeness likeness;

  /**
   * @param languages the languages that are allowed; empty for all
   */
  MeasuredText(String text, Set<String> languages) {
    this.text = text;
    this.languages = languages;
  }

  String text() {
    return text;
  }

  TextShape shape() {
    if (shape == null) {
      shape = TextShape.of(text);
    }
    return shape;
  }

  Likeness likeness() {
    if (likeness == null) {
      likeness = LanguageProfiles.shared().likeness(text, languages);
    }
    return likeness;
  }

  /**
   * Returns whether the text clearly is written in some language, found without comparing them all.
   * False if languages are limited, because then all are compared anyway.
   */
  boolean isLanguage(double minLikelihood, int fewestLetters) {
    return languages.isEmpty()
        && LanguageProfiles.shared().isLanguage(text, minLikelihood, fewestLetters);
  }
}

package ai.kalimtak.quality.moderation;

import java.util.Locale;

/**
 * A word or phrase as the list has it, never as somebody wrote it.
 *
 * @param language two letters
 * @param probability that a text with it is unfit, 0 to 1
 */
record ListedWord(String language, String text, Kind kind, double probability) {

  enum Kind {
    SLUR,
    PROFANITY,
    SEXUAL,
    THREAT,
    /** A phrase that hides the words that it consists of. */
    HARMLESS,
    /** The kind of every word of a list that does not name kinds. */
    LISTED;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Returns the rule as {@code moderation_rule} has it. */
  String rule() {
    return "lexicon:" + language + ":" + kind.code() + ":" + text;
  }

  boolean isHarmless() {
    return kind == Kind.HARMLESS;
  }

  ListedWord withText(String other) {
    return new ListedWord(language, other, kind, probability);
  }

  /** Returns the word with the higher probability, the first of equals; null if both are null. */
  static ListedWord likelier(ListedWord one, ListedWord other) {
    if (one == null || (other != null && other.probability > one.probability)) {
      return other;
    }
    return one;
  }
}

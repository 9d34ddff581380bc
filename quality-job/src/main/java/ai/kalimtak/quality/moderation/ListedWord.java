package ai.kalimtak.quality.moderation;

/**
 * A word or phrase of a list, as the list has it: never what somebody wrote.
 *
 * @param language two letters
 * @param kind slur, profanity, sexual, threat; {@code listed} where the list does not tell; {@code
 *     harmless} for a phrase that hides the words it is made of
 * @param probability that a text with it is unfit, 0 to 1
 */
record ListedWord(String language, String text, String kind, double probability) {
  static final String HARMLESS = "harmless";

  /** What {@code moderation_rule} names. */
  String rule() {
    return "lexicon:" + language + ":" + kind + ":" + text;
  }

  boolean isHarmless() {
    return kind.equals(HARMLESS);
  }
}

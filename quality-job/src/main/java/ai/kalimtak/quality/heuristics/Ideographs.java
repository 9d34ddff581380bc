package ai.kalimtak.quality.heuristics;

/** The letters of Chinese, Japanese and Korean. */
final class Ideographs {
  private Ideographs() {}

  static boolean contain(char letter) {
    return isBetween(letter, '\u2E80', '\uA4CF')
        || isBetween(letter, '\uAC00', '\uD7AF')
        || isBetween(letter, '\uF900', '\uFAFF')
        || isBetween(letter, '\u1100', '\u11FF');
  }

  /**
   * Returns the language of a text by its script: {@code ko}, {@code ja} or {@code zh}.
   *
   * @param ideographs how many of them the text has
   */
  static String language(String text, int ideographs) {
    long kana = text.chars().filter(letter -> isBetween(letter, '\u3040', '\u30FF')).count();
    long hangul = text.chars().filter(letter -> isBetween(letter, '\uAC00', '\uD7AF')).count();
    if (hangul * 2 > ideographs) {
      return "ko";
    }
    return kana * 10 > ideographs ? "ja" : "zh";
  }

  private static boolean isBetween(int letter, char first, char last) {
    return letter >= first && letter <= last;
  }
}

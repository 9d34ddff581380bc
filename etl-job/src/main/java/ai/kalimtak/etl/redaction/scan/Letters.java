package ai.kalimtak.etl.redaction.scan;

import java.text.Normalizer;

/** Letters without case and accents, which is how all word lists are written. */
final class Letters {
  private static final char[] FOLDED = foldedLetters();

  private Letters() {}

  /** Returns the letter in lower case without its accent, or 0 if the character is not a letter. */
  static char folded(char c) {
    return c < FOLDED.length ? FOLDED[c] : foldedBeyondTable(c);
  }

  static boolean isCapital(char c) {
    return c < 128 ? c >= 'A' && c <= 'Z' : Character.isUpperCase(c);
  }

  private static char foldedBeyondTable(char c) {
    return Character.isLetter(c) ? Character.toLowerCase(c) : 0;
  }

  /** Covers Latin, Greek and Cyrillic. */
  private static char[] foldedLetters() {
    char[] folded = new char[0x530];
    for (char c = 0; c < folded.length; c++) {
      if (Character.isLetter(c)) {
        String base = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
        folded[c] = Character.toLowerCase(base.charAt(0));
      }
    }
    // Letters that Unicode does not decompose, and the final sigma.
    String from = "øłđæœßþðıħŋŧς";
    String to = "oldaostdihntσ";
    for (int i = 0; i < from.length(); i++) {
      folded[from.charAt(i)] = to.charAt(i);
      folded[Character.toUpperCase(from.charAt(i))] = to.charAt(i);
    }
    return folded;
  }
}

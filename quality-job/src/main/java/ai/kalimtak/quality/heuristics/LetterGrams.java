package ai.kalimtak.quality.heuristics;

import java.util.Arrays;

/**
 * Sequences of one to three letters as numbers: 16 bits for each letter, the last one in the lowest
 * bits.
 */
final class LetterGrams {
  static final int LONGEST = 3;

  private static final int WINDOW = 512;
  private static final int WINDOWS = 4;
  private static final long THREE_LETTERS = 0xFFFFFFFFFFFFL;

  private LetterGrams() {}

  /**
   * @param gram one to three letters
   */
  static long number(String gram) {
    long number = 0;
    for (int i = 0; i < gram.length(); i++) {
      number = number << 16 | gram.charAt(i);
    }
    return number;
  }

  static int length(long gram) {
    return gram >>> 32 != 0 ? 3 : gram >>> 16 != 0 ? 2 : 1;
  }

  static long lastTwo(long gram) {
    return gram & 0xFFFFFFFFL;
  }

  static long last(long gram) {
    return gram & 0xFFFFL;
  }

  static long withoutLast(long gram) {
    return gram >>> 16;
  }

  /**
   * Returns each letter of a text with the two before it; a word begins and ends with a blank.
   * Letters that touch a digit belong to an identifier and are left out. A long text is represented
   * by four windows of 512 characters, evenly spread.
   */
  static long[] of(String text) {
    int step = Math.max(WINDOW, (text.length() - WINDOW) / (WINDOWS - 1));
    long[] grams = new long[Math.min(text.length(), WINDOW * WINDOWS) + WINDOWS + 1];
    int count = 0;
    for (int window = 0; window < WINDOWS && window * step < text.length(); window++) {
      int end = Math.min(text.length(), window * step + WINDOW);
      long gram = ' ';
      int before = count;
      boolean inWord = false;
      boolean identifier = false;
      for (int i = window * step; i < end; i++) {
        char letter = text.charAt(i);
        if (Character.isLetter(letter) && !Ideographs.contain(letter)) {
          gram = (gram << 16 | Character.toLowerCase(letter)) & THREE_LETTERS;
          if (inWord) {
            grams[count++] = gram;
          }
          inWord = true;
        } else if (Character.isDigit(letter)) {
          identifier = true;
        } else if (letter != '\'' && letter != '’' && !isMark(letter)) {
          // Apostrophes and marks are parts of words in some languages, but not in the profiles.
          if (inWord) {
            grams[count++] = (gram << 16 | ' ') & THREE_LETTERS;
          }
          count = identifier ? before : count;
          before = count;
          gram = ' ';
          inWord = false;
          identifier = false;
        }
      }
      if (inWord && end == text.length()) {
        grams[count++] = (gram << 16 | ' ') & THREE_LETTERS;
      }
      count = identifier ? before : count;
    }
    return Arrays.copyOf(grams, count);
  }

  private static boolean isMark(char letter) {
    return letter >= '\u0300' && letter <= '\u036F';
  }
}

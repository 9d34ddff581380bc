package ai.kalimtak.quality.moderation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text: runs of letters, in lower case. The profanity library's own words are
 * written this way too, without the marks on letters in scripts where they are separate characters.
 */
final class TextWords {
  private TextWords() {}

  static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean letter = i < text.length() && isLetter(text.charAt(i));
      if (letter && start < 0) {
        start = i;
      } else if (!letter && start >= 0) {
        words.add(text.substring(start, i).toLowerCase(Locale.ROOT));
        start = -1;
      }
    }
    return words;
  }

  /** Surrogates count as letters: a pair of them is one, for ideographs beyond the first plane. */
  private static boolean isLetter(char c) {
    return c < 128
        ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        : Character.isLetter(c) || Character.isSurrogate(c);
  }
}

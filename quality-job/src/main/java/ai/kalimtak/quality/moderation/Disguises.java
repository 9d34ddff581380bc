package ai.kalimtak.quality.moderation;

import static ai.kalimtak.quality.moderation.ListedWord.likelier;

import ai.kalimtak.common.text.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Looks through the disguises of listed words: letters written as digits or signs (sh1t, a$$),
 * look-alikes of another script throughout the word, marks on letters, doubled letters, and signs
 * in the place of letters (f*ck).
 *
 * <p>They are tried only on words that have such a character. A disguised word needs four letters,
 * at least two of them shown; with fewer, too many codes and formulas would be taken for words.
 */
final class Disguises {
  private static final int FEWEST_LETTERS = 4;
  private static final int FEWEST_SHOWN = 2;

  /** Shorter chunks are never tried; three characters are enough for a$$. */
  private static final int SHORTEST = 3;

  private Disguises() {}

  /** Returns the likeliest disguised word of a text; null for none. */
  static ListedWord likeliest(WordList list, String text) {
    ListedWord best = null;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || Character.isWhitespace(text.charAt(i))) {
        if (i - start >= SHORTEST && isSuspect(text, start, i)) {
          best = likelier(best, undisguise(list, text.substring(start, i)));
        }
        start = i + 1;
      }
    }
    return best;
  }

  /**
   * Returns whether a chunk between blanks may be a disguised word: it has a digit or sign before a
   * letter, a character beyond ASCII, or a doubled letter.
   */
  private static boolean isSuspect(String text, int start, int end) {
    boolean letter = false;
    boolean other = false;
    char last = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        return true;
      }
      if (Character.isLetter(c)) {
        if (other || c == last) {
          return true;
        }
        letter = true;
      } else if (c == '$' || c == '@' || c == '*' || (c >= '0' && c <= '9') || c == '#') {
        other = true;
      }
      last = c;
    }
    return letter && other;
  }

  private static ListedWord undisguise(WordList list, String chunk) {
    String lower = strip(chunk.toLowerCase(Locale.ROOT));
    if (lower.length() < SHORTEST) {
      return null;
    }
    ListedWord found = lookedUp(list, latin(lower));
    for (char one : new char[] {'i', 'l'}) {
      found = likelier(found, lookedUp(list, decoded(lower, one)));
    }
    return likelier(found, masked(list, lower));
  }

  /** Removes the signs at both ends that are not part of a word, such as quotation marks. */
  private static String strip(String chunk) {
    int start = 0;
    int end = chunk.length();
    while (start < end && isEdge(chunk.charAt(start), true)) {
      start++;
    }
    while (end > start && isEdge(chunk.charAt(end - 1), false)) {
      end--;
    }
    return chunk.substring(start, end);
  }

  private static boolean isEdge(char c, boolean atStart) {
    return !Character.isLetterOrDigit(c) && c != '$' && c != '*' && !(atStart && c == '@');
  }

  /** Returns the entry of a word, as it is or with its doubled letters single; null for none. */
  private static ListedWord lookedUp(WordList list, String word) {
    if (word == null || word.length() < SHORTEST) {
      return null;
    }
    ListedWord found = list.single(word);
    if (found == null && word.length() > FEWEST_LETTERS) {
      String single = singleLetters(word);
      if (single.length() < word.length() && single.length() >= FEWEST_LETTERS) {
        return list.single(single);
      }
    }
    return found;
  }

  private static String singleLetters(String word) {
    StringBuilder single = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      if (i == 0 || word.charAt(i) != word.charAt(i - 1)) {
        single.append(word.charAt(i));
      }
    }
    return single.toString();
  }

  /** Returns each letter as the Latin one that it looks like; null if one looks like none. */
  private static String latin(String word) {
    StringBuilder latin = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      char seen = VisibleText.lookalike(word.charAt(i));
      if (seen == 0) {
        return null;
      }
      latin.append(seen);
    }
    return latin.toString();
  }

  /**
   * Returns a chunk with its digits and signs read as letters; null if it has none, or too few real
   * letters.
   *
   * @param one the letter that 1, ! and | are read as
   */
  private static String decoded(String chunk, char one) {
    StringBuilder decoded = new StringBuilder(chunk.length());
    int shown = 0;
    int dollars = 0;
    for (int i = 0; i < chunk.length(); i++) {
      char c = chunk.charAt(i);
      char letter = VisibleText.lookalike(c);
      if (letter != 0) {
        shown++;
      } else {
        letter = letterFor(c, one);
        dollars += c == '$' ? 1 : 0;
      }
      if (letter == 0) {
        return null;
      }
      decoded.append(letter);
    }
    boolean enough = decoded.length() >= FEWEST_LETTERS && shown >= FEWEST_SHOWN;
    // a$$ is short, but codes and prices do not have a dollar sign behind a letter.
    boolean money = dollars > 0 && chunk.charAt(0) != '$' && shown > 0;
    return shown < decoded.length() && (enough || money) ? decoded.toString() : null;
  }

  private static char letterFor(char c, char one) {
    return switch (c) {
      case '0' -> 'o';
      case '1', '!', '|' -> one;
      case '3', '€' -> 'e';
      case '4', '@' -> 'a';
      case '5', '$' -> 's';
      case '7', '+' -> 't';
      case '8' -> 'b';
      case '9' -> 'g';
      default -> 0;
    };
  }

  /**
   * Returns the likeliest word that a chunk with adjacent mask signs fits; its first and last
   * letter are shown. Null for none.
   */
  private static ListedWord masked(WordList list, String chunk) {
    if (chunk.length() < FEWEST_LETTERS || !Character.isLetter(chunk.charAt(0))) {
      return null;
    }
    List<Integer> hidden = new ArrayList<>();
    for (int i = 0; i < chunk.length(); i++) {
      char c = chunk.charAt(i);
      if (isMask(c)) {
        hidden.add(i);
      } else if (!Character.isLetter(c)) {
        return null;
      }
    }
    if (hidden.isEmpty()
        || chunk.length() - hidden.size() < FEWEST_SHOWN
        || isMask(chunk.charAt(chunk.length() - 1))
        // Stars that are far apart are patterns or emphasis.
        || hidden.get(hidden.size() - 1) - hidden.get(0) >= hidden.size()) {
      return null;
    }
    ListedWord best = null;
    for (ListedWord word : list.ofLength(chunk.length())) {
      boolean same = true;
      for (int i = 0; i < chunk.length() && same; i++) {
        same = isMask(chunk.charAt(i)) || chunk.charAt(i) == word.text().charAt(i);
      }
      best = same ? likelier(best, word) : best;
    }
    return best;
  }

  private static boolean isMask(char c) {
    return c == '*' || c == '#' || c == '%' || c == '@' || c == '!' || c == '•' || c == '×';
  }
}

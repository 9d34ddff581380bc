package ai.kalimtak.common.text;

import com.ibm.icu.text.SpoofChecker;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Recovers a text as a reader sees it, so that its words can be compared: it undoes tricks that
 * hide a word from a program only. It uses no list of words.
 *
 * <ul>
 *   <li>Unicode NFKC: full width, mathematical and superscript letters become plain ones;
 *   <li>invisible characters (zero width, soft hyphens, direction marks) and combining marks over
 *       Latin letters are removed;
 *   <li>letters of another script inside a Latin word become the Latin letters they look like
 *       (Unicode Technical Standard 39, confusables, from ICU);
 *   <li>three or more of one letter in a row become two;
 *   <li>four or more single letters, separated by spaces or by the same sign, become a word.
 * </ul>
 *
 * <p>Most texts are plain ASCII without any of these; a single pass recognizes them and returns
 * them unchanged.
 */
public final class VisibleText {
  /** The least number of single letters that make a word; three may be an abbreviation. */
  private static final int SPACED_LETTERS = 4;

  private static final char NONE = 0;
  private static final SpoofChecker CONFUSABLES = new SpoofChecker.Builder().build();
  private static final Map<Integer, Character> LOOKALIKES = new ConcurrentHashMap<>();

  private VisibleText() {}

  /** Returns the visible text; null stays null. */
  public static String of(String text) {
    if (text == null || isPlain(text)) {
      return text;
    }
    return joinSpacedLetters(shortenRuns(undisguised(text)));
  }

  /**
   * Returns the Latin letter, in lower case, that a letter looks like; 0 if there is none. Marks
   * are ignored: é looks like e.
   */
  public static char lookalike(int letter) {
    if (letter < 128) {
      return Character.isLetter(letter) ? (char) Character.toLowerCase(letter) : NONE;
    }
    return LOOKALIKES.computeIfAbsent(letter, VisibleText::findLookalike);
  }

  private static char findLookalike(int letter) {
    String whole = Character.toString(letter);
    // Some letters look like a Latin one in one case only, as the Cyrillic K does.
    for (String form :
        new String[] {
          whole.toLowerCase(Locale.ROOT), whole, whole.toUpperCase(Locale.ROOT),
        }) {
      String base = Normalizer.normalize(form, Normalizer.Form.NFD);
      String skeleton = CONFUSABLES.getSkeleton(base.substring(0, base.offsetByCodePoints(0, 1)));
      if (skeleton.length() == 1 && isAsciiLetter(skeleton.charAt(0))) {
        return Character.toLowerCase(skeleton.charAt(0));
      }
    }
    return NONE;
  }

  /**
   * Whether a text is ASCII, repeats no letter three times and has no four single letters in a row.
   */
  private static boolean isPlain(String text) {
    int run = 0;
    char last = NONE;
    int singles = 0;
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        return false;
      }
      run = c == last ? run + 1 : 1;
      last = c;
      if (isAsciiLetter(c)) {
        length++;
        if (run == 3 || (length == 1 && singles >= SPACED_LETTERS - 1)) {
          return false;
        }
      } else if (length > 0) {
        singles = length == 1 ? singles + 1 : 0;
        length = 0;
      }
    }
    return true;
  }

  private static String undisguised(String text) {
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
    StringBuilder visible = new StringBuilder(normal.length());
    int wordStart = 0;
    int[] points = normal.codePoints().toArray();
    int previous = ' ';
    for (int point : points) {
      if (Character.getType(point) == Character.FORMAT) {
        continue;
      }
      if (isLoose(point) && UnicodeScript.of(previous) == UnicodeScript.LATIN) {
        continue;
      }
      if (!Character.isLetter(point) && !isMark(point)) {
        unmix(visible, wordStart);
        visible.appendCodePoint(point);
        wordStart = visible.length();
      } else {
        visible.appendCodePoint(point);
      }
      previous = point;
    }
    unmix(visible, wordStart);
    return visible.toString();
  }

  /** Whether this is a combining mark that NFKC could not merge with its letter. */
  private static boolean isLoose(int point) {
    return point >= 0x0300 && point <= 0x036F;
  }

  private static boolean isMark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  /** Replaces look-alikes of other scripts in a word that also has Latin letters. */
  private static void unmix(StringBuilder text, int start) {
    boolean latin = false;
    boolean foreign = false;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLatin = isAsciiLetter(c) || UnicodeScript.of(c) == UnicodeScript.LATIN;
      latin |= isLatin;
      foreign |= !isLatin;
    }
    if (latin && foreign) {
      for (int i = start; i < text.length(); i++) {
        if (UnicodeScript.of(text.charAt(i)) != UnicodeScript.LATIN) {
          char seen = lookalike(text.charAt(i));
          if (seen != NONE) {
            text.setCharAt(i, seen);
          }
        }
      }
    }
  }

  private static String shortenRuns(String text) {
    StringBuilder shorter = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int length = shorter.length();
      boolean third =
          length >= 2
              && Character.isLetter(c)
              && isSame(c, shorter.charAt(length - 1))
              && isSame(c, shorter.charAt(length - 2));
      if (!third) {
        shorter.append(c);
      }
    }
    return shorter.toString();
  }

  private static boolean isSame(char one, char other) {
    return Character.toLowerCase(one) == Character.toLowerCase(other);
  }

  private static String joinSpacedLetters(String text) {
    StringBuilder joined = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int end = endOfSpacedLetters(text, i);
      if (end > i) {
        for (int letter = i; letter < end; letter += 2) {
          joined.append(text.charAt(letter));
        }
        i = end;
      } else {
        joined.append(text.charAt(i++));
      }
    }
    return joined.toString();
  }

  /**
   * Returns the end of the spaced single letters that start here, or the start if there are none.
   */
  private static int endOfSpacedLetters(String text, int start) {
    if (!Character.isLetter(text.charAt(start))
        || (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1)))) {
      return start;
    }
    int end = start + 1;
    while (end + 1 < text.length()
        && isSeparator(text.charAt(end))
        && text.charAt(end) == text.charAt(start + 1)
        && Character.isLetter(text.charAt(end + 1))
        && (end + 2 == text.length() || !Character.isLetterOrDigit(text.charAt(end + 2)))) {
      end += 2;
    }
    return (end - start + 1) / 2 >= SPACED_LETTERS ? end : start;
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == '.' || c == '-' || c == '_' || c == '*' || c == '/';
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}

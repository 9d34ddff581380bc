package ai.kalimtak.etl.redaction.phone;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.WordFile;
import ai.kalimtak.etl.redaction.scan.WordSet;
import ai.kalimtak.etl.redaction.scan.Words;

/** Judges a number by the words and marks next to it. */
final class PhoneContext {
  private static final int CUE_CHARS = 48;
  private static final int NUMBER_CUE_CHARS = 20;
  private static final int OTHER_CUE_CHARS = 24;
  private static final int LINE_CHARS = 40;
  private static final int EXTENSION_DIGITS = 6;

  private static final WordFile FILE = WordFile.read(PhoneContext.class, "words.txt");
  private static final WordSet LINE = FILE.wordSet("line");
  private static final WordSet EXTENSION = FILE.wordSet("extension");

  private PhoneContext() {}

  /** Returns whether a word such as "call" is near, or the number stands alone in its line. */
  static boolean hasCue(Text text, int start, Hit hit) {
    return hasCueBefore(text, start) || hasCueAfter(text, hit.end()) || isLine(text, start, hit);
  }

  /** Returns whether a word such as "order" shows that it is some other number. */
  static boolean hasOtherCue(Text text, int start) {
    return text.cueBefore(start, OTHER_CUE_CHARS, Words.OTHER_NUMBER_CUE);
  }

  /** Returns whether the word "number" itself precedes. */
  static boolean hasNumberCue(Text text, int start) {
    return text.cueBefore(start, NUMBER_CUE_CHARS, Words.NUMBER_CUE);
  }

  /** Amounts, decimals, assigned values and hashtags. */
  static boolean isAfterOtherMark(Text text, int start) {
    return "$€£.=#".indexOf(text.at(start - 1)) >= 0;
  }

  /** Returns the end of the {@code x123} or {@code ext. 123} that follows, or the same position. */
  static int extensionEnd(Text text, int end) {
    int at = text.at(end) == ' ' ? end + 1 : end;
    int word = text.wordEnd(at);
    if (!text.wordIs(at, word, EXTENSION)) {
      return end;
    }
    at = word;
    while (text.at(at) == '.' || text.at(at) == ' ') {
      at++;
      if (at - word > 2) {
        return end;
      }
    }
    int after = text.digitsEnd(at);
    return after > at && after - at <= EXTENSION_DIGITS && !text.isLetter(after) ? after : end;
  }

  /** The nearest word that says what kind of number it is decides. */
  private static boolean hasCueBefore(Text text, int start) {
    int at = start;
    int limit = Math.max(0, start - CUE_CHARS);
    while (at > limit) {
      if (!text.isLetter(at - 1)) {
        at--;
        continue;
      }
      int word = text.wordStart(at);
      int flags = text.flags(word, at);
      if ((flags & Words.PHONE_CUE) != 0) {
        return true;
      }
      if ((flags & (Words.OTHER_NUMBER_CUE | Words.SSN_CUE)) != 0) {
        return false;
      }
      at = word;
    }
    return false;
  }

  /** {@code 5551234 - Office}, {@code (mobile)}, as in a signature. */
  private static boolean hasCueAfter(Text text, int end) {
    int at = end;
    while (at - end < 4 && " -–(:".indexOf(text.at(at)) >= 0) {
      at++;
    }
    int word = text.wordEnd(at);
    return at > end
        && ((text.flags(at, word) & Words.PHONE_CUE) != 0 || text.wordIs(at, word, LINE));
  }

  /** Returns whether a grouped number is all of a line, as in a signature. */
  private static boolean isLine(Text text, int start, Hit hit) {
    return start > 0
        && text.at(start - 1) == '\n'
        && text.at(hit.end()) == '\n'
        && new DigitGroups(text.string(hit.start(), Math.min(hit.end(), hit.start() + LINE_CHARS)))
                .count
            > 1;
  }
}

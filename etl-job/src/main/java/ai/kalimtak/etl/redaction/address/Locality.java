package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/** The suites, cities, countries and postal codes that follow a street line. */
final class Locality {
  private static final int MAX_SEGMENTS = 6;
  private static final int MAX_PLACES = 4;
  private static final int MAX_MORE_WORDS = 4;
  private static final int MAX_SEPARATOR_CHARS = 8;

  private Locality() {}

  /** Adds a street line with its locality. */
  static void addAddress(Text text, int start, int end, Findings findings) {
    findings.add(PiiType.ADDRESS, start, end(text, end));
  }

  /** Goes back over spaces, commas and line breaks, also those of quoted lines. */
  static int separatorStart(Text text, int start) {
    int at = start;
    while (start - at < MAX_SEPARATOR_CHARS && at > 0) {
      char c = text.at(at - 1);
      if (!text.isSpace(at - 1) && c != ',' && c != '?' && c != ';' && c != '>') {
        break;
      }
      at--;
    }
    return at;
  }

  private static int end(Text text, int streetEnd) {
    int certain = streetEnd;
    int at = streetEnd;
    boolean commas = true;
    for (int segment = 0; segment < MAX_SEGMENTS; segment++) {
      int start = separatorEnd(text, at);
      if (start == at) {
        break;
      }
      if (text.isDigit(start)) {
        int digits = text.digitsEnd(start);
        if (!isPostalCode(text, start, digits)) {
          break;
        }
        certain = digits;
        at = digits;
        continue;
      }
      int word = text.wordEnd(start);
      if (word == start) {
        break;
      }
      int flags = text.flags(start, word);
      if ((flags & (Words.UNIT | Words.BOX)) != 0) {
        int number = text.spacesEnd(text.at(word) == '.' ? word + 1 : word);
        int digits = text.digitsEnd(number);
        if (digits == number) {
          break;
        }
        certain = digits;
        at = digits;
        continue;
      }
      boolean broken = isBroken(text, at, start);
      boolean place = isPlaceWord(text, start, word, flags);
      if (!place && !(broken && text.isCapital(start) && (flags & Words.TITLE) == 0)) {
        break;
      }
      at = placeEnd(text, start);
      if (place && broken && commas && text.isCapital(start) && segment < MAX_PLACES) {
        certain = at;
      } else if (!broken) {
        commas = false;
      }
    }
    return certain;
  }

  private static boolean isPostalCode(Text text, int start, int end) {
    return end - start >= 4 && end - start <= 6 && !text.isLetter(end);
  }

  /** Returns whether a comma or a line break separates two parts. */
  private static boolean isBroken(Text text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.at(i) == ',' || text.at(i) == '\n') {
        return text.at(start) != '.';
      }
    }
    return false;
  }

  private static boolean isPlaceWord(Text text, int start, int end, int flags) {
    return (flags & (Words.PLACE | Words.LANDMARK)) != 0
        || ((flags & (Words.FUNCTION | Words.COMMON | Words.TITLE)) == 0
            && (text.isCapital(start) || end - start > 1));
  }

  /** Returns the end of a place of up to five words: Isle of Wight. */
  private static int placeEnd(Text text, int start) {
    int at = text.wordEnd(start);
    for (int words = 0; words < MAX_MORE_WORDS; words++) {
      char mark = text.at(at);
      if (mark != ' ' && mark != '-' && mark != '\'' && mark != '.') {
        break;
      }
      int next = mark == '.' && text.at(at + 1) == ' ' ? at + 2 : at + 1;
      int word = text.wordEnd(next);
      int flags = text.flags(next, word);
      boolean small =
          (flags & Words.PARTICLE) != 0
              || text.wordIs(next, word, "of")
              || (text.wordIs(next, word, "and") && text.isCapital(word + 1));
      if (word == next
          || (flags & (Words.UNIT | Words.BOX)) != 0
          || (!small && !text.isCapital(next) && !isPlaceWord(text, next, word, flags))
          || (!small && text.isCapital(start) && !text.isCapital(next))) {
        break;
      }
      at = word;
    }
    return at;
  }

  private static int separatorEnd(Text text, int start) {
    int at = start;
    while (at - start < MAX_SEPARATOR_CHARS && at < text.length) {
      char c = text.at(at);
      if (!text.isSpace(at) && c != ',' && c != '?') {
        break;
      }
      at++;
    }
    return text.at(start) == '?' ? start : at;
  }
}

package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.scan.Words;

/** Street lines that end in a street word: 12 North Main St., 5th Avenue. */
final class StreetWordLast {
  private static final int MAX_NAME_WORDS = 5;
  private static final int MAX_NUMBER_AFTER = 4;

  private StreetWordLast() {}

  /** Reads backwards from the street word. */
  static void detect(Text text, Hit hit, Findings findings) {
    boolean certain = (hit.word() & Words.STREET) != 0;
    boolean capitals = text.isCapital(hit.start());
    int at = hit.start();
    int first = -1;
    int names = 0;
    int number = -1;
    while (names <= MAX_NAME_WORDS) {
      int end = text.spacesStart(at);
      if (end == at || text.at(end) == '\n') {
        break;
      }
      if (text.at(end - 1) == '.' || text.at(end - 1) == '\'') {
        end--;
      }
      if (text.isDigit(end - 1) || HouseNumbers.endsWithLetter(text, end)) {
        int digits = text.digitsStart(text.isDigit(end - 1) ? end : end - 1);
        if (names > 0 && HouseNumbers.mayBegin(text, digits, end)) {
          number = digits;
        }
        break;
      }
      int word = ordinalStart(text, end);
      if (word == end || !mayNameStreet(text, word, end, capitals, certain, names)) {
        break;
      }
      names++;
      first = word;
      at = word;
    }
    if (number >= 0) {
      Locality.addAddress(
          text, HouseNumbers.before(text, number), afterStreetWord(text, hit.end()), findings);
    } else if (names > 0 && certain && capitals && !isCommonPhrase(text, first, hit.start())) {
      withoutNumberBefore(text, first, hit, findings);
    }
  }

  /** Reads forwards from the number to each street word; returns whether there is an address. */
  static boolean detectFromNumber(Text text, Hit number, Findings findings) {
    int at = number.end();
    if (text.isLetter(at)) {
      at++;
    }
    for (int names = 0; names <= MAX_NAME_WORDS && text.at(at) == ' '; names++) {
      int word = at + 1;
      word = text.isDigit(word) ? text.digitsEnd(word) : word;
      int end = text.wordEnd(word);
      if (end == word) {
        return false;
      }
      int flags = text.flags(word, end);
      if (names > 0 && (flags & (Words.STREET | Words.STREET_OR_WORD)) != 0) {
        detect(text, new Hit(Trigger.WORD, word, end, flags), findings);
        if (findings.covers(PiiType.ADDRESS, number.start())) {
          return true;
        }
      }
      if ((flags & Words.FUNCTION) != 0) {
        return false;
      }
      at = afterName(text, end);
    }
    return false;
  }

  /** Returns the position after an abbreviation's period or the rest of a name: O'Connell. */
  private static int afterName(Text text, int end) {
    if (text.at(end) == '.') {
      return end + 1;
    }
    if (!text.isApostrophe(end)) {
      return end;
    }
    if (text.isLetter(end + 1)) {
      return text.wordEnd(end + 1);
    }
    return text.isLetter(end + 2) ? end : end + 1;
  }

  /** Maclean Street, perhaps with a number after it. */
  private static void withoutNumberBefore(Text text, int first, Hit hit, Findings findings) {
    int streetEnd = afterStreetWord(text, hit.end());
    int number = text.spacesEnd(streetEnd);
    int numberEnd = text.digitsEnd(number);
    boolean numbered =
        numberEnd > number
            && numberEnd - number <= MAX_NUMBER_AFTER
            && !text.isLetter(numberEnd + 1);
    // "St" alone is more often a saint.
    boolean saint = text.at(hit.end() - 1) == 't' && hit.end() - hit.start() <= 2;
    if (numbered || !saint) {
      Locality.addAddress(text, first, numbered ? numberEnd : streetEnd, findings);
    }
  }

  /** Includes the period of an abbreviation and a direction: St., St NW. */
  private static int afterStreetWord(Text text, int end) {
    int after = text.at(end) == '.' ? end + 1 : end;
    if (text.at(after) != ' ') {
      return after;
    }
    int word = after + 1;
    int wordEnd = text.wordEnd(word);
    return text.isAllCapitals(word, wordEnd) && text.wordIs(word, wordEnd, AddressWords.DIRECTION)
        ? wordEnd
        : after;
  }

  private static boolean mayNameStreet(
      Text text, int start, int end, boolean capitals, boolean certain, int names) {
    int flags = text.flags(start, end);
    if ((flags & Words.FUNCTION) != 0) {
      return false;
    }
    if (capitals) {
      return text.isCapital(start) || text.isDigit(start) || (flags & Words.PARTICLE) != 0;
    }
    return (flags & Words.COMMON) == 0 || (certain && names < 2);
  }

  /** Returns the start of a word or of an ordinal number: 5th Avenue. */
  private static int ordinalStart(Text text, int end) {
    int start = text.wordStart(end);
    return end - start == 2 && text.isDigit(start - 1) ? text.digitsStart(start) : start;
  }

  /** Returns whether the only word before the street word is an everyday one: Main Street. */
  private static boolean isCommonPhrase(Text text, int first, int end) {
    int word = text.wordEnd(first);
    return word >= end - 2 && (text.flags(first, word) & (Words.COMMON | Words.FUNCTION)) != 0;
  }
}

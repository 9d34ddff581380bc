package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/**
 * Street lines of a name and a number: the name ends like a street (Hochstrasse 96), has a street
 * word at its end (Luite tee 71, Veres Pálné u. 91), or a word such as "address" is near.
 */
final class NamedStreets {
  private static final int CUE_CHARS = 64;
  private static final int MAX_NUMBER = 4;
  private static final int MIN_NAME_LETTERS = 7;
  private static final int LINE_START_CHARS = 5;

  /** Street endings up to this length are also found in other words. */
  private static final int SHORT_ENDING = 3;

  private NamedStreets() {}

  /**
   * @param word start of the word before the number
   */
  static void detect(Text text, int word, Hit number, Findings findings) {
    if (number.end() - number.start() > MAX_NUMBER) {
      return;
    }
    int wordEnd = number.start() - 1;
    if (isStreetName(text, word, wordEnd)) {
      int first = nameStart(text, NameWords.start(text, wordEnd), word);
      add(text, first, number, findings);
    } else {
      detectNearCue(text, word, number, findings);
    }
  }

  /** Chausseestr. 32, Veres Pálné u. 91. */
  static void detectAbbreviation(Text text, Hit number, Findings findings) {
    int end = number.start() - 2;
    int word = text.wordStart(end);
    if (end - word > 5 && AddressWords.JOINED_ABBREVIATIONS.fit(text, word, end)) {
      add(text, nameStart(text, NameWords.start(text, end), word), number, findings);
      return;
    }
    int nameEnd = text.spacesStart(word);
    int last = text.wordStart(nameEnd);
    if (text.wordIs(word, end, AddressWords.ABBREVIATION)
        && nameEnd < word
        && last < nameEnd
        && text.isCapital(last)) {
      add(text, nameStart(text, NameWords.start(text, nameEnd), last), number, findings);
    }
  }

  private static void add(Text text, int first, Hit number, Findings findings) {
    Locality.addAddress(
        text, HouseNumbers.before(text, first), HouseNumbers.end(text, number.end()), findings);
  }

  private static boolean isStreetName(Text text, int start, int end) {
    int flags = text.flags(start, end);
    if ((flags & Words.STREET_MIDDLE) != 0) {
      int nameEnd = text.spacesStart(start);
      int name = text.wordStart(nameEnd);
      return name < nameEnd
          && nameEnd < start
          && (text.flags(name, nameEnd) & (Words.FUNCTION | Words.COMMON)) == 0;
    }
    if (end - start < MIN_NAME_LETTERS || (flags & (Words.COMMON | Words.FUNCTION)) != 0) {
      return false;
    }
    int ending = AddressWords.STREET_ENDINGS.shortest(text, start, end);
    return ending > SHORT_ENDING
        || (ending > 0
            && (text.isCapital(start) || text.cueBefore(start, CUE_CHARS, Words.ADDRESS_CUE)));
  }

  /** 42 Parva Domus 6896 or Stubben 149 after "address", or the former alone in its line. */
  private static void detectNearCue(Text text, int last, Hit number, Findings findings) {
    int end = number.end();
    if (text.isLetter(end) || text.at(end) == '%' || text.at(end) == ':') {
      return;
    }
    int lastEnd = number.start() - 1;
    int flags = text.flags(last, lastEnd);
    if ((flags & (Words.COMMON | Words.FUNCTION)) != 0 && (flags & Words.NAME) == 0) {
      return;
    }
    int first = nameStart(text, NameWords.start(text, lastEnd), last);
    int before = HouseNumbers.before(text, first);
    boolean numberedTwice = before < first;
    if (!numberedTwice && !text.isCapital(first)) {
      return;
    }
    boolean line = numberedTwice && isLineStart(text, before) && isLineEnd(text, end);
    if (line || text.cueBefore(before, CUE_CHARS, Words.ADDRESS_CUE)) {
      add(text, first, number, findings);
    }
  }

  /** Leaves out lower-case words before a capitalized name, or common words before another. */
  private static int nameStart(Text text, int first, int last) {
    boolean capitals = text.isCapital(last) || text.isCapital(first);
    int at = first;
    while (at < last
        && (capitals
            ? !text.isCapital(at)
            : (text.flags(at, text.wordEnd(at)) & Words.COMMON) != 0)) {
      at = NameWords.next(text, at);
    }
    return at;
  }

  /** Also accepts the {@code ?} that a wrong encoding leaves before a line. */
  private static boolean isLineStart(Text text, int start) {
    int at = start;
    while (start - at < LINE_START_CHARS && (text.at(at - 1) == ' ' || text.at(at - 1) == '?')) {
      at--;
    }
    return text.at(at - 1) == '\n';
  }

  private static boolean isLineEnd(Text text, int end) {
    return text.at(end) == '\n' || (text.at(end) == ',' && text.isCapital(end + 2));
  }
}

package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/** Street lines that begin with a street word: Rue de la Paix 12, 12 rue de la Paix. */
final class StreetWordFirst {
  private static final int MAX_NAME_WORDS = 6;

  private StreetWordFirst() {}

  static void detect(Text text, Hit hit, Findings findings) {
    boolean capitals = text.isCapital(hit.start());
    int at = hit.end();
    if (text.at(at) == '.') {
      at++;
    }
    int end = at;
    int names = 0;
    while (names < MAX_NAME_WORDS) {
      int start = text.spacesEnd(at);
      if (start - at > 1 || text.at(at) == '\n' || text.isDigit(start)) {
        break;
      }
      int word = text.wordEnd(start);
      if (word == start || !mayNameStreet(text, start, word, capitals)) {
        break;
      }
      names++;
      end = word;
      at = word;
      if (text.at(at) == '.' || text.at(at) == '-' || text.isApostrophe(at)) {
        if (text.isLetter(at + 1)) {
          end = text.wordEnd(at + 1);
          at = end;
        } else if (text.at(at) == '.') {
          at++;
        }
      }
    }
    if (names == 0) {
      return;
    }
    int number = text.spacesEnd(text.at(at) == ',' ? at + 1 : at);
    int numberEnd = text.digitsEnd(number);
    boolean numbered =
        numberEnd > number
            && numberEnd - number <= HouseNumbers.MAX_DIGITS
            && text.at(number - 1) == ' '
            && !text.isLetter(numberEnd + 1);
    int before = HouseNumbers.before(text, hit.start());
    if (numbered || before < hit.start()) {
      Locality.addAddress(
          text, before, numbered ? HouseNumbers.end(text, numberEnd) : end, findings);
    }
  }

  private static boolean mayNameStreet(Text text, int start, int end, boolean capitals) {
    int flags = text.flags(start, end);
    if ((flags & Words.PARTICLE) != 0) {
      return true;
    }
    if ((flags & (Words.FUNCTION | Words.UNIT | Words.BOX)) != 0) {
      return false;
    }
    return capitals
        ? text.isCapital(start)
        : (flags & (Words.COMMON | Words.ADDRESS_CUE)) == 0 || (flags & Words.NAME) != 0;
  }
}

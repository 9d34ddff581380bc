package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/** Suite 290, P.O. Box 101, with the street line before them. */
final class UnitsAndBoxes {
  private static final int MAX_DIGITS = 6;

  private UnitsAndBoxes() {}

  static void detect(Text text, Hit hit, Findings findings) {
    int number = numberStart(text, hit.end());
    int end = text.digitsEnd(number);
    if (end == number
        || end - number > MAX_DIGITS
        || text.at(number - 1) == '\n'
        || HouseNumbers.isDecimal(text, end)) {
      return;
    }
    boolean box = (hit.word() & Words.BOX) != 0;
    int start = box ? boxStart(text, hit.start()) : hit.start();
    if (box && start == hit.start() && text.wordIs(hit.start(), hit.end(), "box")) {
      return;
    }
    int line = lineBefore(text, start);
    if (line == start && text.wordIs(hit.start(), hit.end(), AddressWords.EVERYDAY_UNIT)) {
      return;
    }
    Locality.addAddress(
        text, HouseNumbers.before(text, line), HouseNumbers.end(text, end), findings);
  }

  private static int numberStart(Text text, int wordEnd) {
    int at = text.spacesEnd(text.at(wordEnd) == '.' ? wordEnd + 1 : wordEnd);
    return text.at(at) == '#' ? at + 1 : at;
  }

  /** Includes the P.O. or the military unit before a box. */
  private static int boxStart(Text text, int start) {
    int end = text.spacesStart(start);
    if (text.at(end - 1) == '.' || text.at(end - 1) == ',') {
      end--;
    }
    int word = text.wordStart(end);
    if (text.wordIs(word, end, "po")) {
      return word;
    }
    if (text.wordIs(word, end, "office")) {
      return text.wordStart(text.spacesStart(word));
    }
    if (text.wordIs(word, end, "o") && text.at(word - 1) == '.') {
      return Math.max(0, word - 2);
    }
    if (text.isDigit(end - 1)) {
      int unitEnd = text.spacesStart(text.digitsStart(end));
      int unit = text.wordStart(unitEnd);
      if (text.wordIs(unit, unitEnd, AddressWords.MILITARY_BOX)) {
        return unit;
      }
    }
    return start;
  }

  /**
   * Returns the start of a line of words with a number before or after them that ends before the
   * unit, or the same position.
   */
  private static int lineBefore(Text text, int start) {
    int at = Locality.separatorStart(text, start);
    if (at == start) {
      return start;
    }
    int end = at;
    if (text.isDigit(end - 1)) {
      int digits = text.digitsStart(end);
      if (end - digits > HouseNumbers.MAX_DIGITS || text.at(digits - 1) != ' ') {
        return start;
      }
      end = digits - 1;
    }
    int first = NameWords.start(text, end);
    if (first == end) {
      return start;
    }
    int before = HouseNumbers.before(text, first);
    return end < at || before < first ? before : start;
  }
}

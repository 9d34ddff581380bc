package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/** A city with a US state and a ZIP code: Springfield, IL 62704-1234. */
final class StateAndZip {
  private static final int ZIP_DIGITS = 5;
  private static final int ZIP_EXTENSION = 5;

  private StateAndZip() {}

  /**
   * @param word start of the word before the number
   * @return whether the word and the number are a state and its ZIP code
   */
  static boolean detect(Text text, int word, Hit number, Findings findings) {
    int end = number.end();
    if (end - number.start() != ZIP_DIGITS || !isState(text, word, number.start() - 1)) {
      return false;
    }
    int city = NameWords.start(text, Locality.separatorStart(text, word));
    boolean extended = text.at(end) == '-' && text.digitsEnd(end + 1) == end + ZIP_EXTENSION;
    Locality.addAddress(text, city, extended ? end + ZIP_EXTENSION : end, findings);
    return true;
  }

  private static boolean isState(Text text, int start, int end) {
    return end - start == 2
        && text.isAllCapitals(start, end)
        && (text.flags(start, end) & Words.US_STATE) != 0
        && (text.at(start - 1) == ' ' || text.at(start - 1) == ',');
  }
}

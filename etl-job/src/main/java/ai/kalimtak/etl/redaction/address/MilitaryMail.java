package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;

/** US military mail: PSC 4665, Box 2778, APO AE 80338; USNS Name, FPO AP 15834. */
final class MilitaryMail {
  private static final int ZIP_DIGITS = 5;
  private static final int UNIT_CHARS = 48;

  private MilitaryMail() {}

  static void detect(Text text, Hit hit, Findings findings) {
    int area = text.spacesEnd(hit.end());
    int areaEnd = text.wordEnd(area);
    int zip = text.spacesEnd(areaEnd);
    int end = text.digitsEnd(zip);
    if (text.wordIs(area, areaEnd, AddressWords.MILITARY_AREA) && end - zip == ZIP_DIGITS) {
      Locality.addAddress(text, unitStart(text, hit.start()), end, findings);
    }
  }

  /** Returns the start of the unit or vessel before the post office, or the same position. */
  private static int unitStart(Text text, int start) {
    int at = Locality.separatorStart(text, start);
    int limit = Math.max(0, start - UNIT_CHARS);
    while (at > limit) {
      int word = text.wordStart(at);
      if (text.wordIs(word, at, AddressWords.MILITARY_UNIT)
          || text.wordIs(word, at, AddressWords.VESSEL)) {
        return word;
      }
      at = word == at ? at - 1 : word;
    }
    return start;
  }
}

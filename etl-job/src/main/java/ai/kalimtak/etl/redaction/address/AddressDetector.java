package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.scan.Words;
import java.util.Set;

/**
 * {@link PiiType#ADDRESS}: street lines in the word orders of several languages, suites and post
 * office boxes, military mail, a US state with its ZIP code and, near a word such as "address", a
 * bare name with a number. Each finding extends over the city and the postal code that follow.
 */
public final class AddressDetector implements Detector {
  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.WORD, Trigger.SHORT_NUMBER);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    if (findings.covers(PiiType.ADDRESS, hit.start())) {
      return;
    }
    if (hit.trigger() == Trigger.SHORT_NUMBER) {
      number(text, hit, findings);
    } else {
      word(text, hit, findings);
    }
  }

  private static void word(Text text, Hit hit, Findings findings) {
    int flags = hit.word();
    if ((flags & Words.STREET) != 0 && text.isCapital(hit.start())) {
      StreetWordLast.detect(text, hit, findings);
    }
    if ((flags & Words.STREET_FIRST) != 0 && !findings.covers(PiiType.ADDRESS, hit.start())) {
      StreetWordFirst.detect(text, hit, findings);
    }
    if ((flags & (Words.UNIT | Words.BOX)) != 0 && !findings.covers(PiiType.ADDRESS, hit.start())) {
      UnitsAndBoxes.detect(text, hit, findings);
    }
    if ((flags & Words.MILITARY) != 0) {
      MilitaryMail.detect(text, hit, findings);
    }
  }

  private static void number(Text text, Hit hit, Findings findings) {
    int start = hit.start();
    int end = hit.end();
    if (HouseNumbers.isDecimal(text, end)
        || text.at(start - 1) == '.'
        || text.at(start - 1) == '-'
        || StreetWordLast.detectFromNumber(text, hit, findings)
        || text.at(start - 1) != ' ') {
      return;
    }
    if (text.at(start - 2) == '.' && text.isLetter(start - 3)) {
      NamedStreets.detectAbbreviation(text, hit, findings);
    } else if (text.isLetter(start - 2)) {
      int word = text.wordStart(start - 1);
      if (!StateAndZip.detect(text, word, hit, findings)) {
        NamedStreets.detect(text, word, hit, findings);
      }
    }
  }
}

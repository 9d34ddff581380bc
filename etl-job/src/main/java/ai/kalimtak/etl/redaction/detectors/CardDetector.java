package ai.kalimtak.etl.redaction.detectors;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.scan.Words;
import java.util.Set;
import org.apache.commons.validator.routines.CreditCardValidator;
import org.apache.commons.validator.routines.CreditCardValidator.CreditCardRange;

/**
 * {@link PiiType#CARD}: digits in one run or in groups that are in the range of an issuer, have its
 * length and pass the Luhn check.
 */
public final class CardDetector implements Detector {
  /** The issuers' ranges, from public tables of ISO/IEC 7812 numbers. */
  private static final CreditCardValidator VALIDATOR =
      new CreditCardValidator(
          new CreditCardRange[] {
            new CreditCardRange("4", null, new int[] {13, 16, 19}),
            new CreditCardRange("51", "55", 16, 16),
            new CreditCardRange("2221", "2720", 16, 16),
            new CreditCardRange("34", null, 15, 15),
            new CreditCardRange("37", null, 15, 15),
            new CreditCardRange("300", "305", 14, 16),
            new CreditCardRange("3095", null, 14, 16),
            new CreditCardRange("36", null, 14, 16),
            new CreditCardRange("38", "39", 14, 16),
            new CreditCardRange("6011", null, 16, 19),
            new CreditCardRange("644", "659", 16, 19),
            new CreditCardRange("3528", "3589", 16, 19),
            new CreditCardRange("62", null, 16, 19),
            new CreditCardRange("50", null, 12, 19),
            new CreditCardRange("56", "58", 12, 19),
            new CreditCardRange("60", null, 16, 19),
            new CreditCardRange("63", null, 12, 19),
            new CreditCardRange("67", null, 12, 19),
            new CreditCardRange("1800", null, 15, 15),
            new CreditCardRange("2131", null, 15, 15),
            new CreditCardRange("2200", "2204", 16, 19),
          });

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.NUMBER);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int at = hit.start();
    while (at < hit.end()) {
      int end = text.isDigit(at) && !text.isDigit(at - 1) ? card(text, at, hit.end()) : at;
      if (end > at) {
        findings.add(PiiType.CARD, at, end);
        at = end;
      } else {
        at++;
      }
    }
  }

  /** Returns the end of the card number that begins here, or the same position. */
  private static int card(Text text, int start, int limit) {
    StringBuilder digits = new StringBuilder(20);
    int at = start;
    int groups = 1;
    while (at < limit && digits.length() <= 19) {
      char c = text.at(at);
      if (text.isDigit(at)) {
        digits.append(c);
        at++;
        boolean ends = !text.isDigit(at) && !text.isLetter(at) && text.at(at) != '_';
        if (ends
            && digits.length() >= 12
            && (digits.length() >= 14 || text.cueBefore(start, 40, Words.SECRET) || groups == 1)
            && groups <= 5
            && VALIDATOR.isValid(digits.toString())) {
          return at;
        }
      } else if ((c == ' ' || c == '-' || c == '\u00a0') && text.isDigit(at + 1)) {
        groups++;
        at++;
      } else {
        break;
      }
    }
    return start;
  }
}

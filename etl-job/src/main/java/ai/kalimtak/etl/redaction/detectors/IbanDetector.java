package ai.kalimtak.etl.redaction.detectors;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.validator.routines.IBANValidator;

/**
 * {@link PiiType#IBAN}: account numbers of the length and format of their country whose check
 * digits are right (mod 97, ISO 13616). In one run or in groups, in either case.
 */
public final class IbanDetector implements Detector {
  private static final IBANValidator VALIDATOR = IBANValidator.getInstance();

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.COUNTRY_CODE);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int start = hit.start();
    if (text.isLetterOrDigit(start - 1) || !text.isDigit(hit.end() + 1)) {
      return;
    }
    String country = text.string(start, hit.end()).toUpperCase(Locale.ROOT);
    IBANValidator.Validator shape = VALIDATOR.getValidator(country);
    if (shape == null) {
      return;
    }
    StringBuilder iban = new StringBuilder(shape.getIbanLength());
    int at = start;
    while (iban.length() < shape.getIbanLength()) {
      char c = text.at(at);
      if (text.isLetterOrDigit(at)) {
        iban.append(c);
      } else if ((c != ' ' && c != '-' && c != '\u00a0') || !text.isLetterOrDigit(at + 1)) {
        return;
      }
      at++;
    }
    if (!text.isLetterOrDigit(at) && VALIDATOR.isValid(iban.toString().toUpperCase(Locale.ROOT))) {
      findings.add(PiiType.IBAN, start, at);
    }
  }
}

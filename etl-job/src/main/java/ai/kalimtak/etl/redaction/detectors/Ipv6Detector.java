package ai.kalimtak.etl.redaction.detectors;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import java.util.Set;
import org.apache.commons.validator.routines.InetAddressValidator;

/**
 * {@link PiiType#IP}, version 6: addresses that commons-validator accepts, with eight hexadecimal
 * digits or more.
 */
public final class Ipv6Detector implements Detector {
  private static final int MAX_CHARS = 45;
  private static final int MIN_DIGITS = 8;
  private static final InetAddressValidator VALIDATOR = InetAddressValidator.getInstance();

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.HEX_COLON);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int start = hit.start();
    if (text.isLetterOrDigit(start - 1)) {
      return;
    }
    int end = start;
    int digits = 0;
    while (end - start <= MAX_CHARS
        && (text.isHexDigit(end) || text.at(end) == ':' || text.at(end) == '.')) {
      digits += text.isHexDigit(end) ? 1 : 0;
      end++;
    }
    while (end > start && (text.at(end - 1) == '.' || text.at(end - 1) == ':')) {
      end--;
    }
    if (digits >= MIN_DIGITS
        && end - start <= MAX_CHARS
        && !text.isLetterOrDigit(end)
        && VALIDATOR.isValidInet6Address(text.string(start, end))) {
      findings.add(PiiType.IP, start, end);
    }
  }
}

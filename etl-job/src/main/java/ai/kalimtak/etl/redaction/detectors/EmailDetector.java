package ai.kalimtak.etl.redaction.detectors;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import java.util.Set;
import org.apache.commons.validator.routines.EmailValidator;

/**
 * {@link PiiType#EMAIL}: addresses that commons-validator accepts, with an existing top-level
 * domain.
 */
public final class EmailDetector implements Detector {
  /** RFC 5321, 4.5.3.1. */
  private static final int LOCAL_CHARS = 64;

  private static final int DOMAIN_CHARS = 255;
  private static final EmailValidator VALIDATOR = EmailValidator.getInstance();

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.AT);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int at = hit.start();
    int end = at + 1;
    while (end - at <= DOMAIN_CHARS && (text.isLetterOrDigit(end) || isDomainMark(text.at(end)))) {
      end++;
    }
    while (end > at + 1 && isDomainMark(text.at(end - 1))) {
      end--;
    }
    int start = at;
    while (at - start <= LOCAL_CHARS
        && (text.isLetterOrDigit(start - 1) || isLocalMark(text.at(start - 1)))) {
      start--;
    }
    while (start < at && isOuterMark(text.at(start))) {
      start++;
    }
    if (start == at || at - start > LOCAL_CHARS || end - at < 4 || isRemote(text, start, at, end)) {
      return;
    }
    String address = text.string(start, end);
    if (address.indexOf('.', at - start) > 0 && VALIDATOR.isValid(address)) {
      findings.add(PiiType.EMAIL, start, end);
    }
  }

  /** The {@code git@host:} of a repository or the user of a URL. */
  private static boolean isRemote(Text text, int start, int at, int end) {
    return (text.wordIs(start, at, "git") && (text.at(end) == ':' || text.at(end) == '/'))
        || (text.at(start - 1) == '/' && text.at(start - 2) == '/');
  }

  private static boolean isDomainMark(char c) {
    return c == '.' || c == '-';
  }

  private static boolean isLocalMark(char c) {
    return "._%+-'!#$&*=?^`{|}~".indexOf(c) >= 0;
  }

  private static boolean isOuterMark(char c) {
    return ".'!#$&*=?^`{|}~-%".indexOf(c) >= 0;
  }
}

package ai.kalimtak.etl.redaction.phone;

import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import java.util.Set;

/**
 * {@link PiiType#PHONE}: numbers that libphonenumber knows to be in use. With a country code they
 * count anywhere; without one, only near a word such as "call" or if the digits are grouped like
 * those of a telephone number. Dates, ISBNs and the numbers of orders, versions and the like do not
 * count.
 */
public final class PhoneDetector implements Detector {
  private static final int MIN_DIGITS = 6;
  private static final int MAX_DIGITS = 15;
  private static final int MAX_COUNTED_DIGITS = 60;
  private static final int MAX_ATTEMPTS = 5;

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.NUMBER);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int start = signStart(text, hit.start());
    if (PhoneContext.isAfterOtherMark(text, start)) {
      return;
    }
    boolean cue = PhoneContext.hasCue(text, start, hit);
    boolean otherCue = !cue && PhoneContext.hasOtherCue(text, start);
    int end = hit.end();
    for (int attempt = 0; attempt < MAX_ATTEMPTS && start < end; attempt++) {
      int digits = digits(text, start, end);
      if (digits < MIN_DIGITS) {
        return;
      }
      if (digits <= MAX_DIGITS && !otherCue && isPhone(text, start, end, digits, cue)) {
        findings.add(PiiType.PHONE, start, PhoneContext.extensionEnd(text, end));
        return;
      }
      end = withoutLastGroup(text, start, end);
    }
  }

  /** Goes back over the {@code (}, {@code +} or {@code (+} before the digits. */
  private static int signStart(Text text, int digits) {
    int start = digits;
    if (text.at(start - 1) == '(') {
      start--;
    }
    if (text.at(start - 1) == '+') {
      start--;
    }
    if (text.at(start - 1) == '(' && text.at(start) == '+') {
      start--;
    }
    return start;
  }

  private static boolean isPhone(Text text, int start, int end, int digits, boolean cue) {
    char after = text.at(end);
    boolean extended = PhoneContext.extensionEnd(text, end) > end;
    if ((text.isLetter(end) && !extended) || after == '_' || after == '%') {
      return false;
    }
    String number = text.string(start, end);
    DigitGroups groups = new DigitGroups(number);
    if (groups.areDate() || groups.areIsbn(digits) || (!cue && groups.areSocialSecurity())) {
      return false;
    }
    boolean grouped = groups.count > 1;
    if (number.startsWith("+") || number.startsWith("(+")) {
      return NumberingPlans.isInternational(number, digits >= 9);
    }
    if (digits >= 11 && number.startsWith("00") && (cue || grouped)) {
      return NumberingPlans.isInternational("+" + number.substring(2), true);
    }
    boolean northAmerican = groups.areNorthAmerican(digits);
    if (digits < 7) {
      return cue
          && grouped
          && !(after == ' ' && text.isLetter(end + 1))
          && NumberingPlans.isNationalNearCue(number);
    }
    if (cue) {
      return (northAmerican && NumberingPlans.mayBeNorthAmerican(number))
          || NumberingPlans.isNationalNearCue(number);
    }
    if (!grouped) {
      return false;
    }
    if (PhoneContext.hasNumberCue(text, start)) {
      return NumberingPlans.isNationalNearCue(number);
    }
    boolean parenthesized = number.startsWith("(") && number.indexOf(')') > 0;
    if (northAmerican) {
      return NumberingPlans.isNorthAmerican(number) || parenthesized || extended;
    }
    if (parenthesized) {
      return NumberingPlans.isNationalNearCue(number);
    }
    return number.charAt(0) == '0'
        && digits >= 9
        && digits <= 11
        && NumberingPlans.isNationalWithTrunkZero(number);
  }

  private static int digits(Text text, int start, int end) {
    int digits = 0;
    for (int i = start; i < end && digits <= MAX_COUNTED_DIGITS; i++) {
      digits += text.isDigit(i) ? 1 : 0;
    }
    return digits;
  }

  private static int withoutLastGroup(Text text, int start, int end) {
    int at = end;
    while (at > start && text.isDigit(at - 1)) {
      at--;
    }
    while (at > start && !text.isDigit(at - 1)) {
      at--;
    }
    return at;
  }
}

package ai.kalimtak.etl.redaction.detectors;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.List;
import org.apache.commons.validator.routines.ISBNValidator;

/**
 * {@link PiiType#PHONE}: what libphonenumber holds for a number in use, with a country code
 * anywhere, without one where a word such as "call" stands before it or the digits are grouped as
 * telephone numbers are. Dates, ISBNs and the numbers of orders, versions and the like are none.
 */
public final class PhoneDetector implements Detector {
  private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();
  private static final ISBNValidator BOOKS = ISBNValidator.getInstance();
  private static final int CUE_CHARS = 48;
  private static final int NUMBER_CUE_CHARS = 20;
  private static final int OTHER_CUE_CHARS = 24;
  private static final int MIN_DIGITS = 6;
  private static final int MAX_DIGITS = 15;
  private static final int MAX_ATTEMPTS = 5;

  /** Whose national numbers are told by a cue; the most spoken of first. */
  private static final List<String> REGIONS_WITH_CUE =
      List.of(
          "US", "GB", "FR", "DE", "ES", "IT", "BR", "PT", "NL", "BE", "CH", "AT", "AU", "NZ", "ZA",
          "SE", "NO", "DK", "FI", "IS", "PL", "CZ", "SK", "HU", "SI", "HR", "RS", "RO", "BG", "GR",
          "CY", "IE", "IN", "MX", "AR", "CL", "CO", "UY", "PE", "TN", "MA", "DZ", "EG", "TR", "IL",
          "AE", "SA", "JO", "JP", "KR", "CN", "RU", "UA", "EE", "LV", "LT", "LU", "MT", "GL", "SG",
          "MY", "PH", "ID", "PK", "NG", "KE");

  /** Whose national numbers begin with a 0 and are told by their groups. */
  private static final List<String> REGIONS_WITH_TRUNK_ZERO =
      List.of(
          "GB", "FR", "DE", "NL", "BE", "CH", "AT", "AU", "NZ", "ZA", "SE", "FI", "IT", "IE", "TR",
          "IN", "BR", "JP");

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int start = hit.start();
    if (text.at(start - 1) == '(') {
      start--;
    }
    if (text.at(start - 1) == '+') {
      start--;
    }
    if (text.at(start - 1) == '(' && text.at(start) == '+') {
      start--;
    }
    char before = text.at(start - 1);
    if (before == '$'
        || before == '€'
        || before == '£'
        || before == '.'
        || before == '='
        || before == '#') {
      return;
    }
    boolean cue = hasCue(text, start) || hasCueAfter(text, hit.end()) || isLine(text, start, hit);
    boolean otherCue = !cue && text.cueBefore(start, OTHER_CUE_CHARS, Words.OTHER_NUMBER_CUE);
    int from = start;
    int end = hit.end();
    for (int attempt = 0; attempt < MAX_ATTEMPTS && from < end; attempt++) {
      int digits = digits(text, from, end);
      if (digits < MIN_DIGITS) {
        return;
      }
      if (digits <= MAX_DIGITS && !otherCue && isPhone(text, from, end, digits, cue)) {
        findings.add(PiiType.PHONE, from, extensionEnd(text, end));
        return;
      }
      end = withoutLastGroup(text, from, end);
    }
  }

  /** Whether the nearest word that says what the number is names a telephone. */
  private static boolean hasCue(Text text, int start) {
    int at = start;
    int limit = Math.max(0, start - CUE_CHARS);
    while (at > limit) {
      if (!text.isLetter(at - 1)) {
        at--;
        continue;
      }
      int word = text.wordStart(at);
      int flags = text.flags(word, at);
      if ((flags & Words.PHONE_CUE) != 0) {
        return true;
      }
      if ((flags & (Words.OTHER_NUMBER_CUE | Words.SSN_CUE)) != 0) {
        return false;
      }
      at = word;
    }
    return false;
  }

  /** {@code 5551234 - Office}, {@code (mobile)}, as in a signature. */
  private static boolean hasCueAfter(Text text, int end) {
    int at = end;
    while (at - end < 4 && " -–(:".indexOf(text.at(at)) >= 0) {
      at++;
    }
    int word = text.wordEnd(at);
    return at > end
        && ((text.flags(at, word) & Words.PHONE_CUE) != 0
            || text.wordIs(at, word, "office")
            || text.wordIs(at, word, "work")
            || text.wordIs(at, word, "home"));
  }

  /** Whether a grouped number fills a line of several. */
  private static boolean isLine(Text text, int start, Hit hit) {
    return start > 0
        && text.at(start - 1) == '\n'
        && text.at(hit.end()) == '\n'
        && groups(text.string(hit.start(), Math.min(hit.end(), hit.start() + 40))) > 1;
  }

  private static boolean isPhone(Text text, int start, int end, int digits, boolean cue) {
    char after = text.at(end);
    if ((text.isLetter(end) && extensionEnd(text, end) == end) || after == '_' || after == '%') {
      return false;
    }
    String number = text.string(start, end);
    int groups = groups(number);
    if (isDate(number) || isIsbn(number, digits) || (!cue && isSocial(number))) {
      return false;
    }
    if (number.startsWith("+") || number.startsWith("(+")) {
      return isValid(number, null) || (digits >= 9 && isPossible(number, null));
    }
    if (digits >= 11 && number.startsWith("00") && (cue || groups > 1)) {
      String international = "+" + number.substring(2);
      return isValid(international, null) || isPossible(international, null);
    }
    boolean parenthesis = number.startsWith("(") && number.indexOf(')') > 0;
    boolean nanp = isNorthAmerican(number, digits);
    if (digits < 7) {
      return cue
          && groups > 1
          && !(after == ' ' && text.isLetter(end + 1))
          && isValidIn(REGIONS_WITH_CUE, number);
    }
    if (cue) {
      return (nanp && isPossible(number, "US")) || isValidIn(REGIONS_WITH_CUE, number);
    }
    if (groups == 1) {
      return false;
    }
    if (groups > 1 && text.cueBefore(start, NUMBER_CUE_CHARS, Words.NUMBER_CUE)) {
      return isValidIn(REGIONS_WITH_CUE, number);
    }
    if (nanp) {
      return isValid(number, "US") || parenthesis || extensionEnd(text, end) > end;
    }
    if (parenthesis) {
      return isValidIn(REGIONS_WITH_CUE, number);
    }
    return number.charAt(0) == '0'
        && digits >= 9
        && digits <= 11
        && isValidIn(REGIONS_WITH_TRUNK_ZERO, number);
  }

  private static boolean isValidIn(List<String> regions, String number) {
    for (String region : regions) {
      if (isValid(number, region)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isValid(String number, String region) {
    try {
      PhoneNumber parsed = PHONES.parse(number, region);
      return PHONES.isValidNumber(parsed);
    } catch (NumberParseException e) {
      return false;
    }
  }

  private static boolean isPossible(String number, String region) {
    return PHONES.isPossibleNumber(number, region);
  }

  /** Grouped 3, 3 and 4, perhaps after a 1. */
  private static boolean isNorthAmerican(String number, int digits) {
    int[] sizes = groupSizes(number);
    int first = sizes[0] == 1 && digits == 11 && number.indexOf('1') <= 1 ? 1 : 0;
    return sizes[first] == 3
        && sizes[first + 1] == 3
        && sizes[first + 2] == 4
        && sizes[first + 3] == 0
        && number.indexOf('/') < 0;
  }

  /** Grouped 3, 2 and 4, as social security numbers are. */
  private static boolean isSocial(String number) {
    int[] sizes = groupSizes(number);
    return sizes[0] == 3 && sizes[1] == 2 && sizes[2] == 4 && sizes[3] == 0;
  }

  /** Sizes of the first six groups, then zeros. */
  private static int[] groupSizes(String number) {
    int[] sizes = new int[8];
    int group = -1;
    boolean inside = false;
    for (int i = 0; i < number.length(); i++) {
      boolean digit = Character.isDigit(number.charAt(i));
      if (digit && !inside) {
        group++;
      }
      if (digit && group < 6) {
        sizes[group]++;
      }
      inside = digit;
    }
    return sizes;
  }

  private static int groups(String number) {
    int groups = 0;
    boolean inside = false;
    for (int i = 0; i < number.length(); i++) {
      boolean digit = Character.isDigit(number.charAt(i));
      groups += digit && !inside ? 1 : 0;
      inside = digit;
    }
    return groups;
  }

  /** A year, a month and a day in either order, perhaps with a time behind it. */
  private static boolean isDate(String number) {
    int[] sizes = groupSizes(number);
    boolean separated =
        number.indexOf('-') > 0 || number.indexOf('/') > 0 || number.indexOf('.') > 0;
    if (!separated || number.startsWith("(") || number.startsWith("+")) {
      return false;
    }
    boolean yearFirst = sizes[0] == 4 && isYear(number, 0) && sizes[1] <= 2 && sizes[2] <= 2;
    boolean yearLast =
        sizes[0] <= 2
            && sizes[1] <= 2
            && sizes[2] == 4
            && sizes[3] <= 2
            && isYear(number, sizes[0] + sizes[1] + 2);
    boolean years =
        sizes[0] == 4 && sizes[1] == 4 && sizes[2] == 0 && isYear(number, 0) && isYear(number, 5);
    return yearFirst || yearLast || years;
  }

  private static boolean isYear(String number, int at) {
    return at + 4 <= number.length()
        && (number.startsWith("19", at) || number.startsWith("20", at));
  }

  private static boolean isIsbn(String number, int digits) {
    return (digits == 13 || digits == 10) && BOOKS.isValid(number.trim()) && groups(number) != 3;
  }

  /** After the {@code x123} or {@code ext. 123} that follows, else the same place. */
  private static int extensionEnd(Text text, int end) {
    int at = end;
    if (text.at(at) == ' ') {
      at++;
    }
    int word = text.wordEnd(at);
    if (!text.wordIs(at, word, "x") && !text.wordIs(at, word, "ext")) {
      return end;
    }
    at = word;
    while (text.at(at) == '.' || text.at(at) == ' ') {
      at++;
      if (at - word > 2) {
        return end;
      }
    }
    int after = text.digitsEnd(at);
    return after > at && after - at <= 6 && !text.isLetter(after) ? after : end;
  }

  private static int digits(Text text, int start, int end) {
    int digits = 0;
    for (int i = start; i < end && digits <= 60; i++) {
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

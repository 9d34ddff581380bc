package ai.kalimtak.etl.redaction.phone;

import org.apache.commons.validator.routines.ISBNValidator;

/**
 * The groups into which the digits of a number are divided, which tell telephone numbers, social
 * security numbers, dates and ISBNs apart.
 */
final class DigitGroups {
  private static final int MAX_GROUPS = 6;
  private static final ISBNValidator ISBN = ISBNValidator.getInstance();

  /** Number of groups, also of those beyond the recorded sizes. */
  final int count;

  private final String number;

  /** Sizes of the first six groups, then zeros. */
  private final int[] sizes = new int[MAX_GROUPS + 2];

  DigitGroups(String number) {
    this.number = number;
    int groups = 0;
    boolean inside = false;
    for (int i = 0; i < number.length(); i++) {
      boolean digit = Character.isDigit(number.charAt(i));
      groups += digit && !inside ? 1 : 0;
      if (digit && groups <= MAX_GROUPS) {
        sizes[groups - 1]++;
      }
      inside = digit;
    }
    count = groups;
  }

  /** Grouped 3, 3 and 4, perhaps after a 1. */
  boolean areNorthAmerican(int digits) {
    int first = sizes[0] == 1 && digits == 11 && number.indexOf('1') <= 1 ? 1 : 0;
    return sizes[first] == 3
        && sizes[first + 1] == 3
        && sizes[first + 2] == 4
        && sizes[first + 3] == 0
        && number.indexOf('/') < 0;
  }

  /** Grouped 3, 2 and 4, as US social security numbers are. */
  boolean areSocialSecurity() {
    return sizes[0] == 3 && sizes[1] == 2 && sizes[2] == 4 && sizes[3] == 0;
  }

  /** A year, a month and a day in either order, perhaps with a time after it, or two years. */
  boolean areDate() {
    boolean separated =
        number.indexOf('-') > 0 || number.indexOf('/') > 0 || number.indexOf('.') > 0;
    if (!separated || number.startsWith("(") || number.startsWith("+")) {
      return false;
    }
    boolean yearFirst = sizes[0] == 4 && isYear(0) && sizes[1] <= 2 && sizes[2] <= 2;
    boolean yearLast =
        sizes[0] <= 2
            && sizes[1] <= 2
            && sizes[2] == 4
            && sizes[3] <= 2
            && isYear(sizes[0] + sizes[1] + 2);
    boolean years = sizes[0] == 4 && sizes[1] == 4 && sizes[2] == 0 && isYear(0) && isYear(5);
    return yearFirst || yearLast || years;
  }

  /** A valid ISBN that is not grouped as a telephone number may be. */
  boolean areIsbn(int digits) {
    return (digits == 13 || digits == 10) && ISBN.isValid(number.trim()) && count != 3;
  }

  private boolean isYear(int at) {
    return at + 4 <= number.length()
        && (number.startsWith("19", at) || number.startsWith("20", at));
  }
}

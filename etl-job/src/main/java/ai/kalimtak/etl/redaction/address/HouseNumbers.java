package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.scan.Text;

/** The numbers of houses in a street line: 12, 12b, 12-14. */
final class HouseNumbers {
  static final int MAX_DIGITS = 5;
  private static final int MAX_CHARS = 6;
  private static final int MAX_FIRST_DIGITS = 3;
  private static final int MAX_SECOND_CHARS = 5;

  private HouseNumbers() {}

  /** Returns whether digits after a point, comma or colon continue the number. */
  static boolean isDecimal(Text text, int end) {
    return (text.at(end) == '.' || text.at(end) == ',' || text.at(end) == ':')
        && text.isDigit(end + 1);
  }

  static boolean endsWithLetter(Text text, int end) {
    return text.isLetter(end - 1) && text.isDigit(end - 2);
  }

  /**
   * Returns whether a number may begin a street line: not a decimal, an amount or a part of one.
   */
  static boolean mayBegin(Text text, int start, int end) {
    char before = text.at(start - 1);
    return end - start <= MAX_CHARS
        && before != '.'
        && before != ','
        && before != '$'
        && before != '-'
        && !text.isLetter(start - 1);
  }

  /** Returns the end of a number with its letter or its second number: 12b, 12-14. */
  static int end(Text text, int end) {
    if (text.isLetter(end) && !text.isLetterOrDigit(end + 1)) {
      return end + 1;
    }
    if ((text.at(end) == '-' || text.at(end) == '/') && text.isDigit(end + 1)) {
      int after = text.digitsEnd(end + 1);
      return after - end <= MAX_SECOND_CHARS ? after : end;
    }
    return end;
  }

  /**
   * Returns the start of a number that precedes, possibly in two parts ("12 345"), or the same
   * position.
   */
  static int before(Text text, int start) {
    int end = start;
    if (text.at(end - 1) != ' ') {
      return start;
    }
    end--;
    if (text.at(end - 1) == ',') {
      end--;
    }
    int digits = text.digitsStart(end);
    char mark = text.at(digits - 1);
    boolean number =
        digits < end
            && end - digits <= MAX_DIGITS
            && mark != '.'
            && mark != '-'
            && mark != '/'
            && !text.isLetter(digits - 1);
    if (!number) {
      return start;
    }
    int more = text.digitsStart(digits - 1);
    return mark == ' '
            && more < digits - 1
            && digits - 1 - more <= MAX_FIRST_DIGITS
            && !text.isLetterOrDigit(more - 1)
        ? more
        : digits;
  }
}

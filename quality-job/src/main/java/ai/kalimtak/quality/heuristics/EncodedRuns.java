package ai.kalimtak.quality.heuristics;

/** Counts the characters in unbroken runs that look like base64 or hexadecimal. */
final class EncodedRuns {
  private static final int SHORTEST = 32;

  /** In base64, the kind of character changes at least every four characters on average. */
  private static final int MEAN_STRETCH = 4;

  private enum Kind {
    LOWER,
    UPPER,
    DIGIT,
    SIGN
  }

  private int encoded;

  // The current run.
  private int length;
  private int lower;
  private int upper;
  private int digits;
  private int hexadecimal;
  private int switches;
  private Kind last;

  /** Takes the next character; one that no code contains ends the run. */
  void add(int letter) {
    Kind kind;
    if (letter >= 'a' && letter <= 'z') {
      kind = Kind.LOWER;
      lower++;
      hexadecimal += letter <= 'f' ? 1 : 0;
    } else if (letter >= 'A' && letter <= 'Z') {
      kind = Kind.UPPER;
      upper++;
      hexadecimal += letter <= 'F' ? 1 : 0;
    } else if (letter >= '0' && letter <= '9') {
      kind = Kind.DIGIT;
      digits++;
      hexadecimal++;
    } else if (letter == '+' || letter == '/' || letter == '=' || letter == '-' || letter == '_') {
      kind = Kind.SIGN;
    } else {
      end();
      return;
    }
    length++;
    switches += last != null && kind != last ? 1 : 0;
    last = kind;
  }

  void end() {
    if (length >= SHORTEST) {
      boolean isHexadecimal = hexadecimal == length && digits > 0 && digits < length;
      boolean isBase64 = lower > 0 && upper > 0 && digits > 0 && switches * MEAN_STRETCH >= length;
      if (isHexadecimal || isBase64) {
        encoded += length;
      }
    }
    length = 0;
    lower = 0;
    upper = 0;
    digits = 0;
    hexadecimal = 0;
    switches = 0;
    last = null;
  }

  /** The characters in all such runs that have ended. */
  int encoded() {
    return encoded;
  }
}

package ai.kalimtak.etl.redaction.scan;

import java.util.function.Predicate;

/**
 * One pass over the characters of a text. It hashes every word on the way and reports only the
 * places that a detector has to look at. Time is linear: each hit looks a bounded distance ahead.
 */
public final class Scan {
  /** Every known kind of API key has at least this many characters. */
  public static final int LONG_TOKEN = 20;

  private static final byte BREAK = 0;
  private static final byte TOKEN = 1;
  private static final byte AT = 2;
  private static final byte COLON = 3;
  private static final byte[] KINDS = kinds();

  private final Text text;
  private final char[] chars;
  private final int length;
  private final Predicate<Hit> stopAt;
  private boolean stopped;

  private Scan(Text text, Predicate<Hit> stopAt) {
    this.text = text;
    this.chars = text.chars;
    this.length = text.length;
    this.stopAt = stopAt;
  }

  /**
   * Reports all triggers in the order of the text.
   *
   * @param stopAt called for each hit; returns true to end the scan
   * @return whether the scan was ended
   */
  public static boolean run(Text text, Predicate<Hit> stopAt) {
    return new Scan(text, stopAt).run();
  }

  private boolean run() {
    char[] chars = this.chars;
    int length = this.length;
    int token = 0;
    int at = 0;
    while (at < length && !stopped) {
      char c = chars[at];
      int letter = Letters.folded(c);
      if (letter != 0) {
        int start = at;
        int hash = 0;
        do {
          hash = WordTable.next(hash, letter);
          at++;
        } while (at < length && (letter = Letters.folded(chars[at])) != 0);
        boolean capital = Letters.isCapital(c);
        if (Words.mayTrigger(hash, capital)) {
          word(start, at, hash, capital);
        } else if (capital && at - start >= 6) {
          unlisted(start, at);
        }
      } else if (c >= '0' && c <= '9') {
        if (at >= 2 && text.isLetter(at - 1) && !text.isLetterOrDigit(at - 3)) {
          countryCode(at);
        }
        at = number(at);
      } else {
        byte kind = c < KINDS.length ? KINDS[c] : BREAK;
        if (kind != TOKEN) {
          if (at - token >= LONG_TOKEN) {
            hit(Trigger.LONG_TOKEN, token, at, 0);
          }
          token = at + 1;
          if (kind != BREAK) {
            mark(at, kind);
          }
        }
        at++;
      }
    }
    if (!stopped && length - token >= LONG_TOKEN) {
      hit(Trigger.LONG_TOKEN, token, length, 0);
    }
    return stopped;
  }

  private void hit(Trigger trigger, int start, int end, int word) {
    stopped |= stopAt.test(new Hit(trigger, start, end, word));
  }

  private void word(int start, int end, int hash, boolean capital) {
    int flags = Words.flags(chars, start, end, hash);
    if (Words.triggers(flags, capital)) {
      hit(Trigger.WORD, start, end, flags);
    } else if (flags == 0 && capital) {
      unlisted(start, end);
    }
  }

  /** A word that no list has is a surname if its ending says so. */
  private void unlisted(int start, int end) {
    if (end - start <= 40
        && SurnameEndings.isCertain(text, start, end)
        && text.flags(start, end) == 0) {
      hit(Trigger.WORD, start, end, Words.ENDING);
    }
  }

  private void countryCode(int at) {
    if (text.isLetter(at - 2)) {
      hit(Trigger.COUNTRY_CODE, at - 2, at, 0);
    }
  }

  private void mark(int at, byte kind) {
    if (kind == AT) {
      hit(Trigger.AT, at, at + 1, 0);
    } else {
      colon(at);
    }
  }

  /**
   * Digits with single spaces, hyphens, dots, slashes or parentheses between them. Returns the end
   * of the last digit.
   */
  private int number(int start) {
    int at = start;
    int digits = 0;
    int dots = 0;
    int end = start;
    boolean separate = start == 0 || (chars[start - 1] != '_' && !text.isLetter(start - 1));
    while (at < length) {
      char c = chars[at];
      if (c >= '0' && c <= '9') {
        digits++;
        at++;
        end = at;
      } else if (at - end < 2 && isSeparator(c)) {
        dots += c == '.' ? 1 : 0;
        at++;
      } else {
        break;
      }
    }
    if (separate && (digits >= 6 || (digits >= 4 && dots >= 3))) {
      hit(Trigger.NUMBER, start, end, 0);
    }
    int first = text.digitsEnd(start);
    if (separate && first - start <= 6 && digits < 12) {
      if (first == end) {
        shortNumber(start, end);
      } else {
        shortNumbers(start, end);
      }
    }
    return end;
  }

  private void shortNumbers(int start, int end) {
    int at = start;
    while (at < end) {
      if (text.isDigit(at)) {
        int after = text.digitsEnd(at);
        if (after - at <= 6) {
          shortNumber(at, after);
        }
        at = after;
      } else {
        at++;
      }
    }
  }

  /** A number after or before a word. */
  private void shortNumber(int start, int end) {
    char before = text.at(start - 1);
    char after = text.at(end);
    if ((before == ' '
            && (text.isLetter(start - 2)
                || (text.at(start - 2) == '.' && text.isLetter(start - 3))))
        || ((after == ' ' || text.isLetter(end)) && text.isLetterOrDigit(end + 1))) {
      hit(Trigger.SHORT_NUMBER, start, end, 0);
    }
  }

  private static boolean isSeparator(char c) {
    return switch (c) {
      case ' ', '-', '.', '/', '(', ')', '\u00a0', '\u2010', '\u2011', '\u2013' -> true;
      default -> false;
    };
  }

  private void colon(int at) {
    if (text.at(at + 1) == '/' && text.at(at + 2) == '/') {
      hit(Trigger.SCHEME, at, at + 3, 0);
      return;
    }
    if (text.at(at - 1) == ':' && text.isLetterOrDigit(at - 2)) {
      return;
    }
    int before = at;
    while (at - before < 4 && text.isHexDigit(before - 1)) {
      before--;
    }
    if (text.at(before - 1) == ':' && before < at) {
      return;
    }
    int next = at + 1;
    while (next - at < 6 && text.isHexDigit(next)) {
      next++;
    }
    if (text.at(next) == ':') {
      hit(Trigger.HEX_COLON, before, at, 0);
    }
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[128];
    kinds['_'] = TOKEN;
    kinds['-'] = TOKEN;
    kinds['.'] = TOKEN;
    kinds['@'] = AT;
    kinds[':'] = COLON;
    return kinds;
  }
}

package ai.kalimtak.etl.redaction.scan;

/** The chars of a text with what detectors ask of them; beyond its ends lie line feeds. */
public final class Text {
  final char[] chars;
  public final int length;

  public Text(String text) {
    this.chars = text.toCharArray();
    this.length = chars.length;
  }

  public char at(int place) {
    return place >= 0 && place < length ? chars[place] : '\n';
  }

  public boolean isLetter(int place) {
    return Words.folded(at(place)) != 0;
  }

  public boolean isDigit(int place) {
    char c = at(place);
    return c >= '0' && c <= '9';
  }

  public boolean isLetterOrDigit(int place) {
    return isDigit(place) || isLetter(place);
  }

  public boolean isCapital(int place) {
    return Words.isCapital(at(place));
  }

  public boolean isSpace(int place) {
    char c = at(place);
    return c <= ' ' || c == '\u00a0' || c == '\u2007' || c == '\u202f';
  }

  /** After the letters that begin here; words of more than 40 letters are cut there. */
  public int wordEnd(int start) {
    int end = start;
    while (end - start < 40 && end < length && isLetter(end)) {
      end++;
    }
    return end;
  }

  /** Before the letters that end here; at most 40 of them. */
  public int wordStart(int end) {
    int start = end;
    while (end - start < 40 && start > 0 && isLetter(start - 1)) {
      start--;
    }
    return start;
  }

  public int digitsEnd(int start) {
    int end = start;
    while (end - start < 40 && end < length && isDigit(end)) {
      end++;
    }
    return end;
  }

  public int digitsStart(int end) {
    int start = end;
    while (end - start < 40 && start > 0 && isDigit(start - 1)) {
      start--;
    }
    return start;
  }

  public int spacesEnd(int start) {
    int end = start;
    while (end - start < 8 && end < length && isSpace(end)) {
      end++;
    }
    return end;
  }

  public int spacesStart(int end) {
    int start = end;
    while (end - start < 8 && start > 0 && isSpace(start - 1)) {
      start--;
    }
    return start;
  }

  /** The {@link Words} flags of the word between. */
  public int flags(int start, int end) {
    return Words.flags(chars, start, end);
  }

  public boolean wordIs(int start, int end, String lowerCase) {
    if (end - start != lowerCase.length()) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (Words.folded(chars[i]) != lowerCase.charAt(i - start)) {
        return false;
      }
    }
    return true;
  }

  public boolean wordEndsWith(int start, int end, String lowerCase) {
    return end - start > lowerCase.length() && wordIs(end - lowerCase.length(), end, lowerCase);
  }

  /** Whether a word with one of these flags ends within so many chars before a place. */
  public boolean cueBefore(int place, int reach, int flags) {
    int at = place;
    int from = Math.max(0, place - reach);
    while (at > from) {
      if (isLetter(at - 1)) {
        int start = wordStart(at);
        if ((flags(start, at) & flags) != 0) {
          return true;
        }
        at = start;
      } else {
        at--;
      }
    }
    return false;
  }

  /** Whether every letter of the word is a capital, and there are two or more. */
  public boolean isAllCapitals(int start, int end) {
    for (int i = start; i < end; i++) {
      if (!isCapital(i)) {
        return false;
      }
    }
    return end - start > 1;
  }

  public String string(int start, int end) {
    return new String(chars, start, end - start);
  }
}

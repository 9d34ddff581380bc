package ai.kalimtak.etl.redaction.scan;

/**
 * The characters of a text and the questions that detectors ask about them. Positions outside of
 * the text read as line feeds.
 */
public final class Text {
  final char[] chars;
  public final int length;

  public Text(String text) {
    this.chars = text.toCharArray();
    this.length = chars.length;
  }

  public char at(int at) {
    return at >= 0 && at < length ? chars[at] : '\n';
  }

  public boolean isLetter(int at) {
    return Letters.folded(at(at)) != 0;
  }

  public boolean isDigit(int at) {
    char c = at(at);
    return c >= '0' && c <= '9';
  }

  public boolean isHexDigit(int at) {
    char c = at(at);
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  public boolean isLetterOrDigit(int at) {
    return isDigit(at) || isLetter(at);
  }

  public boolean isCapital(int at) {
    return Letters.isCapital(at(at));
  }

  public boolean isApostrophe(int at) {
    char c = at(at);
    return c == '\'' || c == '’';
  }

  public boolean isSpace(int at) {
    char c = at(at);
    return c <= ' ' || c == '\u00a0' || c == '\u2007' || c == '\u202f';
  }

  /** Returns the end of the letters that begin here; a longer word is cut after 40 letters. */
  public int wordEnd(int start) {
    int end = start;
    while (end - start < 40 && end < length && isLetter(end)) {
      end++;
    }
    return end;
  }

  /** Returns the start of the letters that end here, at most 40 of them. */
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

  /** Returns the {@link Words} flags of a word. */
  public int flags(int start, int end) {
    return Words.flags(chars, start, end);
  }

  public boolean wordIs(int start, int end, WordSet words) {
    return words.contains(this, start, end);
  }

  public boolean wordIs(int start, int end, String lowerCase) {
    if (end - start != lowerCase.length()) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (Letters.folded(chars[i]) != lowerCase.charAt(i - start)) {
        return false;
      }
    }
    return true;
  }

  boolean wordEndsWith(int start, int end, String lowerCase) {
    return end - start > lowerCase.length() && wordIs(end - lowerCase.length(), end, lowerCase);
  }

  /**
   * Returns whether a word with one of these flags ends at most {@code reach} characters before.
   */
  public boolean cueBefore(int end, int reach, int flags) {
    int at = end;
    int from = Math.max(0, end - reach);
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

  /** Returns whether the word has two or more letters, all of them capitals. */
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

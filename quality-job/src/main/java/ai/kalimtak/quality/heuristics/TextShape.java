package ai.kalimtak.quality.heuristics;

/**
 * The kinds of characters in a text, counted in one pass over it.
 *
 * @param inked characters that are not white space
 * @param content letters, digits and pictographs
 * @param letters letters
 * @param alphabetic letters of the Latin, Cyrillic and Greek alphabets, in which keys hit at random
 *     differ from words
 * @param ideographs letters of Chinese, Japanese and Korean
 * @param symbols characters that are neither letter, digit nor pictograph; a row of equal ones,
 *     such as a line in a table, counts once
 * @param damaged characters that wrong decoding leaves behind: U+FFFD, controls, and the pairs that
 *     arise when UTF-8 is read as Windows-1252
 * @param encoded characters in {@link EncodedRuns}
 * @param periodic letters in {@link PeriodicRuns}
 */
record TextShape(
    int inked,
    int content,
    int letters,
    int alphabetic,
    int ideographs,
    int symbols,
    int damaged,
    int encoded,
    int periodic) {

  /** Returns the share of a number of characters among those that are not white space. */
  double share(int characters) {
    return inked == 0 ? 0 : (double) characters / inked;
  }

  /** Returns whether most letters are Chinese, Japanese or Korean. */
  boolean isIdeographic() {
    return ideographs * 2 > letters;
  }

  /** Returns whether at least half of the letters are {@link #alphabetic}. */
  boolean isAlphabetic() {
    return alphabetic * 2 >= letters;
  }

  static TextShape of(String text) {
    Scan scan = new Scan();
    int length = text.length();
    for (int i = 0; i < length; ) {
      int letter = text.codePointAt(i);
      scan.add(letter);
      i += Character.charCount(letter);
    }
    scan.code.end();
    scan.periods.end();
    return new TextShape(
        scan.inked,
        scan.content,
        scan.letters,
        scan.alphabetic,
        scan.ideographs,
        scan.symbols,
        scan.damaged,
        scan.code.encoded(),
        scan.periods.periodic());
  }

  private static final class Scan {
    private int inked;
    private int content;
    private int letters;
    private int alphabetic;
    private int ideographs;
    private int symbols;
    private int damaged;
    private int last = ' ';
    private int lastSymbol = -1;
    private final EncodedRuns code = new EncodedRuns();
    private final PeriodicRuns periods = new PeriodicRuns();

    void add(int letter) {
      if (letter > 0x7F ? isBlank(letter) : letter == ' ' || (letter >= 9 && letter <= 13)) {
        code.end();
        last = letter;
        return;
      }
      inked++;
      code.add(letter);
      if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')) {
        addLetter(letter | 0x20, true);
      } else if ((letter >= '0' && letter <= '9')) {
        content++;
        lastSymbol = -1;
      } else if (letter <= 0x7F) {
        if (letter < 0x20 || letter == 0x7F) {
          damaged++;
        }
        addSymbol(letter);
      } else {
        addBeyondAscii(letter);
      }
      last = letter;
    }

    private static boolean isBlank(int letter) {
      return Character.isWhitespace(letter)
          || Character.isSpaceChar(letter)
          || (letter >= 0x200B && letter <= 0x200F)
          || letter == 0xFEFF;
    }

    private void addBeyondAscii(int letter) {
      if (letter == 0xFFFD || letter <= 0x9F) {
        damaged++;
      } else if (WrongDecoding.isMisread(last, letter)) {
        damaged += 2;
      }
      int type = Character.getType(letter);
      if (Character.isLetter(letter)) {
        Character.UnicodeScript script = Character.UnicodeScript.of(letter);
        boolean ofAlphabet =
            script == Character.UnicodeScript.LATIN
                || script == Character.UnicodeScript.CYRILLIC
                || script == Character.UnicodeScript.GREEK;
        if (letter <= 0xFFFF
            ? Ideographs.contain((char) letter)
            : Character.isIdeographic(letter)) {
          ideographs++;
        }
        addLetter(Character.toLowerCase(letter), ofAlphabet);
      } else if (type == Character.NON_SPACING_MARK
          || type == Character.COMBINING_SPACING_MARK
          || Character.isDigit(letter)) {
        content++;
        lastSymbol = -1;
      } else if ((type == Character.OTHER_SYMBOL && letter >= 0x2600)
          || (type == Character.MODIFIER_SYMBOL && letter > 0xFFFF)
          || (letter >= 0xFE00 && letter <= 0xFE0F)) {
        content++;
        lastSymbol = -1;
      } else {
        addSymbol(letter);
      }
    }

    /**
     * @param letter in lower case
     */
    private void addLetter(int letter, boolean ofAlphabet) {
      letters++;
      content++;
      alphabetic += ofAlphabet ? 1 : 0;
      lastSymbol = -1;
      periods.add(letter);
    }

    private void addSymbol(int symbol) {
      if (symbol != lastSymbol) {
        symbols++;
      }
      lastSymbol = symbol;
    }
  }
}

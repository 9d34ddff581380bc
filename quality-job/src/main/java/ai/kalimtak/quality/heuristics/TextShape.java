package ai.kalimtak.quality.heuristics;

/**
 * What kinds of characters a text is made of, counted in one pass over it.
 *
 * @param inked characters that are not white space
 * @param content letters, digits and pictographs
 * @param letters letters
 * @param alphabetic letters of the Latin, Cyrillic and Greek alphabets, in which a mash of keys can
 *     be told from words
 * @param ideographs letters of Chinese, Japanese and Korean
 * @param symbols changes to a character that is neither letter, digit nor pictograph: a row of
 *     equal ones, as a line in a table, counts once
 * @param damaged characters that wrong decoding leaves: U+FFFD, controls, and the pairs that UTF-8
 *     read as Windows-1252 makes
 * @param encoded characters in unbroken runs that look like base64 or hexadecimal
 * @param periodic letters in runs that repeat with a period of at most eight: hahahaha
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

  private static final int LONGEST_PERIOD = 8;
  private static final int SHORTEST_RUN = 12;
  private static final int SHORTEST_CODE = 32;

  /** What Windows-1252 shows for the bytes 80 to 9F. */
  private static final String CONTINUATIONS = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

  double share(int of) {
    return inked == 0 ? 0 : (double) of / inked;
  }

  static TextShape of(String text) {
    Scan scan = new Scan();
    int length = text.length();
    for (int i = 0; i < length; ) {
      int letter = text.codePointAt(i);
      scan.add(letter);
      i += Character.charCount(letter);
    }
    scan.endRun();
    scan.endPeriods();
    return new TextShape(
        scan.inked,
        scan.content,
        scan.letters,
        scan.alphabetic,
        scan.ideographs,
        scan.symbols,
        scan.damaged,
        scan.encoded,
        scan.periodic);
  }

  private static final class Scan {
    private int inked;
    private int content;
    private int letters;
    private int alphabetic;
    private int ideographs;
    private int symbols;
    private int damaged;
    private int encoded;
    private int periodic;

    private int last = ' ';
    private int lastSymbol = -1;

    // The present unbroken run.
    private int run;
    private int runLower;
    private int runUpper;
    private int runDigits;
    private int runHex;
    private int runSwitches;
    private int runClass;

    // The last letters, and for how long each period has held.
    private final int[] recent = new int[LONGEST_PERIOD];
    private final int[] held = new int[LONGEST_PERIOD + 1];
    private int seen;
    private int covered;

    void add(int letter) {
      if (letter > 0x7F ? isBlank(letter) : letter == ' ' || (letter >= 9 && letter <= 13)) {
        endRun();
        last = letter;
        return;
      }
      inked++;
      boolean inCode = addToRun(letter);
      if (!inCode) {
        endRun();
      }
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
      } else if (isMisread(letter)) {
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
            ? LanguageProfiles.isIdeograph((char) letter)
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

    private void addLetter(int letter, boolean ofAlphabet) {
      letters++;
      content++;
      alphabetic += ofAlphabet ? 1 : 0;
      lastSymbol = -1;
      int longest = 0;
      for (int period = 1; period <= LONGEST_PERIOD; period++) {
        if (seen >= period && recent[(seen - period) % LONGEST_PERIOD] == letter) {
          held[period]++;
          if (held[period] >= SHORTEST_RUN - period && held[period] >= 3 * period) {
            longest = Math.max(longest, held[period] + period);
          }
        } else {
          held[period] = 0;
        }
      }
      if (longest == 0) {
        endPeriods();
      } else {
        covered = Math.max(covered + 1, longest);
      }
      recent[seen % LONGEST_PERIOD] = letter;
      seen++;
    }

    void endPeriods() {
      periodic += covered;
      covered = 0;
    }

    private void addSymbol(int symbol) {
      if (symbol != lastSymbol) {
        symbols++;
      }
      lastSymbol = symbol;
    }

    /** Whether this and the one before it are two bytes of UTF-8 that were read one by one. */
    private boolean isMisread(int letter) {
      boolean leads =
          last == 0xC2
              || last == 0xC3
              || last == 0xC5
              || last == 0xD0
              || last == 0xD1
              || last == 0xE2
              || last == 0xF0
              || last == 0xE3;
      return leads && (letter <= 0xBF || CONTINUATIONS.indexOf(letter) >= 0);
    }

    /** Whether the character can be one of a base64 or hexadecimal run. */
    private boolean addToRun(int letter) {
      int kind;
      if ((letter >= 'a' && letter <= 'z')) {
        kind = 1;
        runLower++;
      } else if ((letter >= 'A' && letter <= 'Z')) {
        kind = 2;
        runUpper++;
      } else if ((letter >= '0' && letter <= '9')) {
        kind = 3;
        runDigits++;
      } else if (letter == '+'
          || letter == '/'
          || letter == '='
          || letter == '-'
          || letter == '_') {
        kind = 4;
      } else {
        return false;
      }
      run++;
      boolean hexadecimal =
          kind == 3 || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
      runHex += hexadecimal ? 1 : 0;
      runSwitches += runClass != 0 && kind != runClass ? 1 : 0;
      runClass = kind;
      return true;
    }

    void endRun() {
      if (run >= SHORTEST_CODE) {
        boolean hexadecimal = runHex == run && runDigits > 0 && runDigits < run;
        boolean base64 = runLower > 0 && runUpper > 0 && runDigits > 0 && runSwitches * 4 >= run;
        if (hexadecimal || base64) {
          encoded += run;
        }
      }
      run = 0;
      runLower = 0;
      runUpper = 0;
      runDigits = 0;
      runHex = 0;
      runSwitches = 0;
      runClass = 0;
    }
  }
}

package ai.kalimtak.quality.heuristics;

/**
 * How much of a text repeats an earlier part of it: by sequences of four words, and by lines. Words
 * and lines are compared by their hashes, so that no strings are created.
 *
 * @param words number of words, up to the first 50,000
 * @param repeatedWords share of the words that are in a sequence of four that occurred before
 * @param lines number of lines with a letter or a digit
 * @param repeatedLines share of the letters and digits that are in a line that occurred before
 */
record Repetition(int words, double repeatedWords, int lines, double repeatedLines) {
  private static final int SEQUENCE = 4;
  private static final int MOST_WORDS = 50_000;
  private static final int FEWEST_WORDS = 8;

  static Repetition of(String text) {
    long[] hashes = new long[Math.min(MOST_WORDS, text.length() / 2 + 2)];
    Lines lines = new Lines(text);
    int words = 0;
    long word = 0;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      boolean inWord = letter > 0x7F ? isWordPart(letter) : isAsciiWordPart(letter);
      if (inWord) {
        char folded = letter > 0x7F ? Character.toLowerCase(letter) : lower(letter);
        lines.add(folded);
        boolean alone = letter > 0x7F && Ideographs.contain(letter);
        if (alone && word != 0) {
          words = keep(hashes, words, word);
          word = 0;
        }
        word = (word + folded + 1) * 0x9E3779B97F4A7C15L;
        if (!alone) {
          continue;
        }
      } else if (letter == '\n') {
        lines.end();
      } else {
        lines.gap();
      }
      if (word != 0) {
        words = keep(hashes, words, word);
        word = 0;
      }
    }
    if (word != 0) {
      words = keep(hashes, words, word);
    }
    lines.end();
    return new Repetition(words, repeated(hashes, words), lines.count, lines.repeatedShare());
  }

  /** Stores a word's hash if there is room; returns the number of words. */
  private static int keep(long[] hashes, int words, long word) {
    if (words < hashes.length) {
      hashes[words] = word;
      return words + 1;
    }
    return words;
  }

  /** Returns the share of words in sequences that occurred before; 0 if there are few words. */
  private static double repeated(long[] hashes, int words) {
    if (words < FEWEST_WORDS) {
      return 0;
    }
    HashSet seen = new HashSet(words);
    int covered = 0;
    int coveredTo = 0;
    for (int i = 0; i + SEQUENCE <= words; i++) {
      long sequence = 0;
      for (int j = i; j < i + SEQUENCE; j++) {
        sequence = (sequence ^ hashes[j]) * 0xC2B2AE3D27D4EB4FL;
        sequence ^= sequence >>> 29;
      }
      if (!seen.add(sequence)) {
        covered += i + SEQUENCE - Math.max(coveredTo, i);
        coveredTo = i + SEQUENCE;
      }
    }
    return (double) covered / words;
  }

  private static boolean isAsciiWordPart(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9');
  }

  private static char lower(char letter) {
    return (letter >= 'A' && letter <= 'Z') ? (char) (letter | 0x20) : letter;
  }

  private static boolean isWordPart(char letter) {
    return Character.isLetterOrDigit(letter) || Character.isSurrogate(letter);
  }

  /**
   * The lines up to now, each by the hash of its letters and digits and where they are separate.
   */
  private static final class Lines {
    private final HashSet seen;
    private long hash;
    private int size;
    private boolean gap;
    private int count;
    private long all;
    private long repeated;

    Lines(String text) {
      int breaks = 1;
      for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
        breaks++;
      }
      this.seen = new HashSet(breaks);
    }

    void add(char letter) {
      hash = (hash + letter + (gap ? 0x10000 : 1)) * 0x9E3779B97F4A7C15L;
      gap = false;
      size++;
    }

    void gap() {
      gap = size > 0;
    }

    void end() {
      if (size > 0) {
        count++;
        all += size;
        if (!seen.add(hash)) {
          repeated += size;
        }
      }
      hash = 0;
      size = 0;
      gap = false;
    }

    double repeatedShare() {
      return all == 0 ? 0 : (double) repeated / all;
    }
  }

  /** A set of numbers with open addressing; 0 is stored as 1. */
  private static final class HashSet {
    private final long[] slots;

    HashSet(int most) {
      slots = new long[Integer.highestOneBit(Math.max(4, most)) * 4];
    }

    /** Returns whether the number is new. */
    boolean add(long number) {
      long kept = number == 0 ? 1 : number;
      long mixed = kept * 0x9E3779B97F4A7C15L;
      int slot = (int) (mixed >>> 33) & (slots.length - 1);
      while (slots[slot] != 0) {
        if (slots[slot] == kept) {
          return false;
        }
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = kept;
      return true;
    }
  }
}

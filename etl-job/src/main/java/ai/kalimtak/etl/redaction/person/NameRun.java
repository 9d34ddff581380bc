package ai.kalimtak.etl.redaction.person;

import ai.kalimtak.etl.redaction.scan.SurnameEndings;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/**
 * The words of one name in a row, as in {@code Dr. J. van der Berg-Smith, PhD} without the title.
 */
final class NameRun {
  private static final int MAX_WORDS = 5;
  private static final int MAX_PARTICLES = 3;

  /** End of the last word. */
  int end;

  /** All words but particles. */
  int words;

  /** Words that a list of names has. */
  int known;

  int unknown;

  /** Whether an unknown word ends like a surname. */
  boolean endings;

  private final int start;
  private int allFlags;
  private int lastFlags;

  private NameRun(int start) {
    this.start = start;
    this.end = start;
  }

  /**
   * Takes words from a position on, as long as they may belong to the same name.
   *
   * @param capitals whether all words of the name must be capitalized
   */
  static NameRun from(Text text, int start, boolean capitals) {
    NameRun run = new NameRun(start);
    int at = start;
    while (run.words < MAX_WORDS) {
      int end = text.wordEnd(at);
      if (end == at || !run.take(text, at, end, capitals)) {
        break;
      }
      at = nextWord(text, end);
      if (at < 0) {
        break;
      }
    }
    return run;
  }

  /** Returns whether any word has one of these flags. */
  boolean has(int flags) {
    return (allFlags & flags) != 0;
  }

  /** Returns the end of the degree or generation that follows the name, or of the name. */
  int endWithDegree(Text text) {
    int at = end;
    if (text.at(at) == ',') {
      at++;
    }
    if (text.at(at) != ' ') {
      return end;
    }
    at++;
    int after = text.wordEnd(at);
    boolean degree =
        text.wordIs(at, after, PersonWords.DEGREE)
            || (text.isCapital(at) && text.wordIs(at, after, PersonWords.GENERATION));
    boolean abbreviated = text.at(after) == '.' && after - at == 2;
    return degree ? after + (abbreviated ? 1 : 0) : end;
  }

  private boolean take(Text text, int start, int end, boolean capitals) {
    if (capitals && !text.isCapital(start)) {
      return false;
    }
    boolean contracted =
        text.isApostrophe(end) && text.wordEnd(end + 1) == end + 2 && text.at(end + 1) != 's';
    if (text.isDigit(end) || text.at(end) == '_' || text.at(end) == '@' || contracted) {
      return false;
    }
    int flags = text.flags(start, end);
    if (!mayBeName(text, start, end, flags, capitals)) {
      return false;
    }
    words++;
    allFlags |= flags;
    lastFlags = flags;
    if ((flags & Words.NAME) != 0) {
      known++;
    } else {
      unknown++;
      endings |= SurnameEndings.isLikely(text, start, end);
    }
    this.end = end;
    return true;
  }

  private boolean mayBeName(Text text, int start, int end, int flags, boolean capitals) {
    if (end - start == 1) {
      return capitals
          && words > 0
          && (text.at(end) == '.' || text.at(end) == ' ' || text.isApostrophe(end));
    }
    if ((flags & (Words.ORGANIZATION | Words.FUNCTION | Words.TITLE)) != 0
        && (flags & Words.GIVEN) == 0) {
      return false;
    }
    if (words > 0 && capitals && text.at(start - 1) == '-') {
      return true;
    }
    if ((flags & Words.COMMON) != 0) {
      return (flags & Words.NAME) != 0
          && capitals
          && (words > 0
              ? (lastFlags & Words.GIVEN) != 0
              : (flags & (Words.GIVEN | Words.GIVEN_OR_WORD)) != 0);
    }
    if (capitals) {
      return words == 0
          || text.isAllCapitals(start, end)
              == text.isAllCapitals(this.start, text.wordEnd(this.start));
    }
    return (flags & Words.NAME) != 0
        || (words > 0 && flags == 0 && end - start >= 3 && (lastFlags & Words.GIVEN) != 0);
  }

  /**
   * Returns the position at which the next word of the name may begin, after a space, a hyphen, an
   * apostrophe or particles; -1 if the name ends here.
   */
  private static int nextWord(Text text, int end) {
    int at = end;
    if (text.at(at) == '.' && at - text.wordStart(at) == 1) {
      at++;
    }
    if (text.at(at) == '-' || text.isApostrophe(at)) {
      return text.isApostrophe(at) && text.wordEnd(at + 1) - at == 2 ? -1 : at + 1;
    }
    if (!isGap(text, at)) {
      return -1;
    }
    at++;
    for (int particles = 0; particles < MAX_PARTICLES; particles++) {
      int word = text.wordEnd(at);
      boolean particle =
          word > at && (text.flags(at, word) & Words.PARTICLE) != 0 && !text.isCapital(at);
      if (!particle || !(isGap(text, word) || text.isApostrophe(word))) {
        break;
      }
      at = word + 1;
    }
    return at;
  }

  /** One space within a line; a second one ends a name. */
  private static boolean isGap(Text text, int at) {
    return text.at(at) == ' ' || text.at(at) == '\u00a0';
  }
}

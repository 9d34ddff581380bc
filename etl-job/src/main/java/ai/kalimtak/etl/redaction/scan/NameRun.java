package ai.kalimtak.etl.redaction.scan;

/**
 * Words of a name, one after another: {@code Dr. J. van der Berg-Smith, PhD} has two and a half.
 */
public final class NameRun {
  private static final int MAX_WORDS = 5;

  /** Of words of six letters and more, hardly ever of others. */
  private static final Endings CERTAIN_ENDINGS =
      Endings.of(
          "ov", "ev", "ova", "eva", "vic", "cic", "jic", "nic", "sson", "dottir", "elsen", "ansen",
          "rsen", "ski", "cki", "ska", "cka", "enko", "wicz", "shvili", "oglu", "opoulos", "akis",
          "idis");

  private static final Endings SURNAME_ENDINGS =
      Endings.of(
          "sson", "dottir", "ovic", "evic", "ovich", "evich", "enko", "chuk", "czuk", "owski",
          "ewski", "inski", "ynski", "owska", "ewska", "inska", "wicz", "shvili", "adze", "oglu",
          "opoulos", "opoulou", "akis", "idis", "iadis", "ova", "eva", "kova", "nova", "skaya",
          "skiy", "skyy", "yan", "ian", "escu", "eanu", "sen", "nen", "kainen", "lainen", "strom",
          "berg", "lund", "quist", "qvist", "mann", "stein", "feld", "baum", "hoff", "huis", "stra",
          "sma", "inga", "ez", "azzi", "etti", "elli", "ucci", "acci", "ini", "ario", "eira", "aes",
          "kumar", "singh", "zadeh", "pour", "nejad", "ulu", "ska", "ski", "cki", "cka", "ov", "ev",
          "ic", "uk", "ak");

  int start;
  public int end;
  public int words;
  public int known;
  public int unknown;
  int all;
  public boolean endings;
  private int lastFlags;

  /** From a word onwards, as far as words may belong to the same name. */
  public static NameRun from(Text text, int start, boolean capitals) {
    NameRun run = new NameRun();
    run.start = start;
    run.end = start;
    int at = start;
    while (run.words < MAX_WORDS) {
      int end = text.wordEnd(at);
      if (end == at || !run.take(text, at, end, capitals)) {
        break;
      }
      at = run.next(text, end);
      if (at < 0) {
        break;
      }
    }
    return run;
  }

  private boolean take(Text text, int start, int end, boolean capitals) {
    int flags = text.flags(start, end);
    boolean capital = text.isCapital(start);
    if (capitals && !capital) {
      return false;
    }
    boolean shortened =
        isTick(text, end) && text.wordEnd(end + 1) == end + 2 && text.at(end + 1) != 's';
    if (text.isDigit(end) || text.at(end) == '_' || text.at(end) == '@' || shortened) {
      return false;
    }
    if (!mayBeName(text, start, end, flags, capitals)) {
      return false;
    }
    words++;
    all |= flags;
    lastFlags = flags;
    if ((flags & Words.NAME) != 0) {
      known++;
    } else {
      unknown++;
      endings |= hasSurnameEnding(text, start, end);
    }
    this.end = end;
    return true;
  }

  private boolean mayBeName(Text text, int start, int end, int flags, boolean capitals) {
    if (end - start == 1) {
      return capitals
          && words > 0
          && (text.at(end) == '.' || text.at(end) == ' ' || isTick(text, end));
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
      return text.isAllCapitals(start, end) == text.isAllCapitals(this.start, wordEnd(text))
          || words == 0;
    }
    return (flags & Words.NAME) != 0
        || (words > 0 && flags == 0 && end - start >= 3 && (lastFlags & Words.GIVEN) != 0);
  }

  private int wordEnd(Text text) {
    return text.wordEnd(this.start);
  }

  /**
   * Where the next word of the name may begin: over a space, a hyphen, an apostrophe, particles.
   */
  private int next(Text text, int end) {
    int at = end;
    if (text.at(at) == '.' && (at - text.wordStart(at)) == 1) {
      at++;
    }
    if (text.at(at) == '-' || isTick(text, at)) {
      return isTick(text, at) && text.wordEnd(at + 1) - at == 2 ? -1 : at + 1;
    }
    if (!isGap(text, at)) {
      return -1;
    }
    at++;
    for (int particles = 0; particles < 3; particles++) {
      int word = text.wordEnd(at);
      boolean particle =
          word > at && (text.flags(at, word) & Words.PARTICLE) != 0 && !text.isCapital(at);
      if (!particle || !(isGap(text, word) || isTick(text, word))) {
        break;
      }
      at = word + 1;
    }
    return at;
  }

  /** One space within a line; a second ends a name. */
  private static boolean isGap(Text text, int at) {
    return (text.at(at) == ' ' || text.at(at) == '\u00a0') && at < text.length;
  }

  private static boolean isTick(Text text, int at) {
    return text.at(at) == '\'' || text.at(at) == '’';
  }

  static boolean hasSurnameEnding(Text text, int start, int end) {
    return SURNAME_ENDINGS.of(text, start, end) != null;
  }

  /** Whether a word that no list knows is told for a surname by its ending alone. */
  public static boolean hasCertainEnding(Text text, int start, int end) {
    return end - start >= 6 && CERTAIN_ENDINGS.of(text, start, end) != null;
  }

  public boolean has(int flags) {
    return (all & flags) != 0;
  }
}

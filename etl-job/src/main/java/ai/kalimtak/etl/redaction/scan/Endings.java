package ai.kalimtak.etl.redaction.scan;

import java.util.List;

/** Endings of words. A table of last letters tells most words apart before any is compared. */
public final class Endings {
  private final List<String> endings;
  private final boolean[] lastTwo = new boolean[32 * 32];

  private Endings(List<String> endings) {
    this.endings = endings;
    for (String ending : endings) {
      lastTwo[pair(ending.charAt(ending.length() - 2), ending.charAt(ending.length() - 1))] = true;
    }
  }

  /** Of two letters or more, in lower case without accents. */
  public static Endings of(String... endings) {
    return new Endings(List.of(endings));
  }

  /** The first that the word ends with, having two letters more; null where there is none. */
  public String of(Text text, int start, int end) {
    if (end - start < 4
        || !lastTwo[pair(Words.folded(text.at(end - 2)), Words.folded(text.at(end - 1)))]) {
      return null;
    }
    for (String ending : endings) {
      if (end - start >= ending.length() + 2 && text.wordEndsWith(start, end, ending)) {
        return ending;
      }
    }
    return null;
  }

  private static int pair(char first, char second) {
    return ((first & 31) << 5) | (second & 31);
  }
}

package ai.kalimtak.etl.redaction.scan;

import java.util.Comparator;
import java.util.List;

/** Endings of words. A table of the last two letters rules out most words before a comparison. */
public final class Endings {
  private final List<String> shortestFirst;
  private final boolean[] lastTwo = new boolean[32 * 32];

  Endings(List<String> endings) {
    this.shortestFirst = endings.stream().sorted(Comparator.comparingInt(String::length)).toList();
    for (String ending : endings) {
      lastTwo[pair(ending.charAt(ending.length() - 2), ending.charAt(ending.length() - 1))] = true;
    }
  }

  public boolean fit(Text text, int start, int end) {
    return shortest(text, start, end) > 0;
  }

  /**
   * Returns the length of the shortest ending of the word that leaves at least two letters before
   * it, or 0 if there is none.
   */
  public int shortest(Text text, int start, int end) {
    if (end - start < 4
        || !lastTwo[pair(Letters.folded(text.at(end - 2)), Letters.folded(text.at(end - 1)))]) {
      return 0;
    }
    for (String ending : shortestFirst) {
      if (end - start >= ending.length() + 2 && text.wordEndsWith(start, end, ending)) {
        return ending.length();
      }
    }
    return 0;
  }

  private static int pair(char first, char second) {
    return ((first & 31) << 5) | (second & 31);
  }
}

package ai.kalimtak.etl.redaction.scan;

import java.util.ArrayList;
import java.util.List;

/** A few words that mean the same to a detector. */
public final class WordSet {
  private final List<List<String>> byLength = new ArrayList<>();

  WordSet(List<String> words) {
    for (String word : words) {
      while (byLength.size() <= word.length()) {
        byLength.add(new ArrayList<>());
      }
      byLength.get(word.length()).add(word);
    }
  }

  public boolean contains(Text text, int start, int end) {
    int length = end - start;
    if (length <= 0 || length >= byLength.size()) {
      return false;
    }
    List<String> words = byLength.get(length);
    for (int i = 0; i < words.size(); i++) {
      if (text.wordIs(start, end, words.get(i))) {
        return true;
      }
    }
    return false;
  }
}

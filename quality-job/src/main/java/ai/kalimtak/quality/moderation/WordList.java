package ai.kalimtak.quality.moderation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The listed words of one language, from a threshold on, by the ways to look them up: whole, by
 * their first word and those that follow; by their beginning; within a word; by their length. In
 * languages that are written without blanks, a word counts anywhere.
 */
final class WordList {
  private static final String ANY_LETTERS = "*";
  private static final int FEWEST_MASKED_LETTERS = 4;

  private final Map<String, List<Phrase>> phrasesByFirstWord = new HashMap<>();
  private final List<ListedWord> beginnings = new ArrayList<>();
  private final List<ListedWord> parts = new ArrayList<>();
  private final Map<Integer, List<ListedWord>> longWordsByLength = new HashMap<>();
  private final Map<String, ListedWord> singleWords = new HashMap<>();
  private final Map<Character, List<ListedWord>> byFirstCharacter = new HashMap<>();
  private final boolean hasBlanks;

  /** A listed phrase, word by word. */
  record Phrase(List<String> words, ListedWord word) {}

  private WordList(boolean hasBlanks) {
    this.hasBlanks = hasBlanks;
  }

  /**
   * @param threshold words with a lower probability are left out, unless they are harmless phrases
   */
  static WordList of(String language, double threshold) {
    WordList list = new WordList(WrittenLanguage.of(language).hasBlanks());
    LexiconSource.read(language).stream()
        .filter(word -> word.isHarmless() || word.probability() >= threshold)
        .forEach(list::add);
    list.phrasesByFirstWord
        .values()
        // The longest first, so that a phrase wins over the words that it consists of.
        .forEach(phrases -> phrases.sort((a, b) -> b.words().size() - a.words().size()));
    return list;
  }

  private void add(ListedWord word) {
    String text = word.text();
    if (text.endsWith(ANY_LETTERS)) {
      boolean anywhere = text.startsWith(ANY_LETTERS);
      (anywhere ? parts : beginnings)
          .add(word.withText(text.substring(anywhere ? 1 : 0, text.length() - 1)));
      return;
    }
    List<String> words = List.of(text.split(" "));
    if (!hasBlanks) {
      byFirstCharacter.computeIfAbsent(text.charAt(0), c -> new ArrayList<>()).add(word);
    }
    phrasesByFirstWord
        .computeIfAbsent(words.get(0), first -> new ArrayList<>())
        .add(new Phrase(words, word));
    if (words.size() == 1 && !word.isHarmless()) {
      singleWords.put(text, word);
      if (text.length() >= FEWEST_MASKED_LETTERS) {
        longWordsByLength.computeIfAbsent(text.length(), n -> new ArrayList<>()).add(word);
      }
    }
  }

  boolean hasBlanks() {
    return hasBlanks;
  }

  /** Returns the likeliest word of a text; harmless phrases hide the words that they consist of. */
  ListedWord likeliestOf(List<String> words) {
    ListedWord best = null;
    int i = 0;
    while (i < words.size()) {
      Phrase phrase = phraseAt(words, i);
      if (phrase == null) {
        best = ListedWord.likelier(best, within(words.get(i)));
        i++;
      } else if (phrase.word().isHarmless()) {
        i += phrase.words().size();
      } else {
        best = ListedWord.likelier(best, phrase.word());
        i++;
      }
    }
    return best;
  }

  /** Returns the longest phrase that begins at a word; null for none. */
  private Phrase phraseAt(List<String> words, int start) {
    List<Phrase> phrases = phrasesByFirstWord.get(words.get(start));
    if (phrases != null) {
      for (Phrase phrase : phrases) {
        if (continues(phrase.words(), words, start)) {
          return phrase;
        }
      }
    }
    return null;
  }

  private static boolean continues(List<String> phrase, List<String> words, int start) {
    if (start + phrase.size() > words.size()) {
      return false;
    }
    for (int i = 1; i < phrase.size(); i++) {
      if (!phrase.get(i).equals(words.get(start + i))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the listed beginning or part that a word has; null for none. */
  private ListedWord within(String word) {
    for (ListedWord beginning : beginnings) {
      if (word.startsWith(beginning.text())) {
        return beginning;
      }
    }
    for (ListedWord part : parts) {
      if (word.contains(part.text())) {
        return part;
      }
    }
    return null;
  }

  /** Returns the entry of a single word, or of its beginning or a part of it; null for none. */
  ListedWord single(String word) {
    ListedWord listed = singleWords.get(word);
    return listed == null ? within(word) : listed;
  }

  /** Returns the single words with this many letters, at least four. */
  List<ListedWord> ofLength(int length) {
    return longWordsByLength.getOrDefault(length, List.of());
  }

  /** Returns the likeliest word anywhere in a text of a language without blanks; null for none. */
  ListedWord anywhere(String text) {
    ListedWord best = null;
    for (int i = 0; i < text.length(); i++) {
      for (ListedWord word : byFirstCharacter.getOrDefault(text.charAt(i), List.of())) {
        if (text.startsWith(word.text(), i)) {
          best = ListedWord.likelier(best, word);
        }
      }
    }
    return best;
  }
}

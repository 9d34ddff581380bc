package ai.kalimtak.quality.moderation;

import com.modernmt.text.profanity.ProfanityFilter;
import com.modernmt.text.profanity.dictionary.Dictionary;
import com.modernmt.text.profanity.dictionary.Profanity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One language's words: the profanity library's with its scores, and over them, where there is one,
 * our own list's. Of the words below the threshold none is kept.
 *
 * <p>Words are looked up whole, by their first word and then by what follows. In languages that are
 * written without blanks a word counts wherever it stands.
 */
final class WordList {
  private static final Set<String> WITHOUT_BLANKS = Set.of("zh", "ja", "th");
  private static final int LEAST_DISGUISED = 4;

  private final Map<String, List<Phrase>> phrasesByFirstWord = new HashMap<>();
  private final List<ListedWord> beginnings = new ArrayList<>();
  private final List<ListedWord> parts = new ArrayList<>();
  private final Map<Integer, List<ListedWord>> longWordsByLength = new HashMap<>();
  private final Map<String, ListedWord> singleWords = new HashMap<>();
  private final Map<Character, List<ListedWord>> byFirstCharacter = new HashMap<>();
  private final boolean withoutBlanks;

  /** A listed phrase, word by word. */
  record Phrase(List<String> words, ListedWord word) {}

  private WordList(String language) {
    this.withoutBlanks = WITHOUT_BLANKS.contains(language);
  }

  static boolean exists(String language) {
    return ProfanityFilter.class.getResource("dictionary." + language) != null;
  }

  static WordList of(String language, double threshold) {
    Map<String, ListedWord> words = new LinkedHashMap<>();
    for (Profanity profanity : library(language)) {
      words.put(
          profanity.text(),
          new ListedWord(language, profanity.text(), "listed", profanity.score()));
    }
    own(language).forEach(word -> words.put(word.text(), word));
    WordList list = new WordList(language);
    words.values().stream()
        .filter(word -> word.isHarmless() || word.probability() >= threshold)
        .forEach(list::add);
    list.phrasesByFirstWord
        .values()
        // The longest first, so that a phrase goes before the words it is made of.
        .forEach(phrases -> phrases.sort((a, b) -> b.words().size() - a.words().size()));
    return list;
  }

  private void add(ListedWord word) {
    String text = word.text();
    if (text.endsWith("*")) {
      boolean anywhere = text.startsWith("*");
      (anywhere ? parts : beginnings)
          .add(
              new ListedWord(
                  word.language(),
                  text.substring(anywhere ? 1 : 0, text.length() - 1),
                  word.kind(),
                  word.probability()));
      return;
    }
    List<String> words = List.of(text.split(" "));
    if (withoutBlanks) {
      byFirstCharacter.computeIfAbsent(text.charAt(0), c -> new ArrayList<>()).add(word);
    }
    phrasesByFirstWord
        .computeIfAbsent(words.get(0), first -> new ArrayList<>())
        .add(new Phrase(words, word));
    if (words.size() == 1 && !word.isHarmless()) {
      singleWords.put(text, word);
      if (text.length() >= LEAST_DISGUISED) {
        longWordsByLength.computeIfAbsent(text.length(), n -> new ArrayList<>()).add(word);
      }
    }
  }

  boolean isWithoutBlanks() {
    return withoutBlanks;
  }

  /** The longest phrase that begins at this word; null for none. */
  Phrase phraseAt(List<String> words, int start) {
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

  /**
   * The word that this one begins with, of those that count whatever follows, or that it holds, of
   * those that count inside a word; null for none.
   */
  ListedWord within(String word) {
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

  /** One word, whole; null where it is not listed. */
  ListedWord single(String word) {
    ListedWord listed = singleWords.get(word);
    return listed == null ? within(word) : listed;
  }

  /** Words of so many letters, four at least. */
  List<ListedWord> ofLength(int length) {
    return longWordsByLength.getOrDefault(length, List.of());
  }

  /** The likeliest word that stands anywhere in a text of a language without blanks. */
  ListedWord anywhere(String text) {
    ListedWord best = null;
    for (int i = 0; i < text.length(); i++) {
      for (ListedWord word : byFirstCharacter.getOrDefault(text.charAt(i), List.of())) {
        if (text.startsWith(word.text(), i)
            && (best == null || word.probability() > best.probability())) {
          best = word;
        }
      }
    }
    return best;
  }

  /**
   * The words of a text in lower case: runs of letters. The library's own words are written so, its
   * marks on letters left out in scripts where they are characters of their own.
   */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean letter = i < text.length() && isLetter(text.charAt(i));
      if (letter && start < 0) {
        start = i;
      } else if (!letter && start >= 0) {
        words.add(text.substring(start, i).toLowerCase(Locale.ROOT));
        start = -1;
      }
    }
    return words;
  }

  /** Halves of a pair make a letter together, as ideographs beyond the first plane do. */
  private static boolean isLetter(char c) {
    return c < 128
        ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        : Character.isLetter(c) || Character.isSurrogate(c);
  }

  private static Dictionary library(String language) {
    try (InputStream in = ProfanityFilter.class.getResourceAsStream("dictionary." + language)) {
      return Dictionary.read(language, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ListedWord> own(String language) {
    String resource = "words." + language + ".tsv";
    if (WordList.class.getResource(resource) == null) {
      return List.of();
    }
    return lines(resource).stream()
        .map(line -> line.split("\t"))
        .map(cells -> new ListedWord(language, cells[0], cells[1], Double.parseDouble(cells[2])))
        .toList();
  }

  /** A resource of this package without its comments. */
  static List<String> lines(String resource) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                WordList.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package ai.kalimtak.quality.moderation;

import ai.kalimtak.common.text.ListResource;
import com.modernmt.text.profanity.ProfanityFilter;
import com.modernmt.text.profanity.dictionary.Dictionary;
import com.modernmt.text.profanity.dictionary.Profanity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a language's listed words come from: the profanity library with its scores, and {@code
 * words.<language>.tsv}, if there is one, whose entries replace the library's.
 */
final class LexiconSource {
  /** The kinds that a file may name. */
  private static final List<String> KINDS =
      Arrays.stream(ListedWord.Kind.values())
          .filter(kind -> kind != ListedWord.Kind.LISTED)
          .map(ListedWord.Kind::code)
          .toList();

  private LexiconSource() {}

  static boolean has(String language) {
    return ProfanityFilter.class.getResource(dictionary(language)) != null;
  }

  static Collection<ListedWord> read(String language) {
    Map<String, ListedWord> words = new LinkedHashMap<>();
    for (Profanity profanity : library(language)) {
      words.put(
          profanity.text(),
          new ListedWord(language, profanity.text(), ListedWord.Kind.LISTED, profanity.score()));
    }
    own(language).forEach(word -> words.put(word.text(), word));
    return words.values();
  }

  private static Dictionary library(String language) {
    try (InputStream in = ProfanityFilter.class.getResourceAsStream(dictionary(language))) {
      return Dictionary.read(language, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String dictionary(String language) {
    return "dictionary." + language;
  }

  private static List<ListedWord> own(String language) {
    ListResource words = ListResource.of(LexiconSource.class, "words." + language + ".tsv");
    return words.exists() ? words.rows(3, cells -> parse(language, cells)) : List.of();
  }

  private static ListedWord parse(String language, List<String> cells) {
    ListResource.requireOneOf(KINDS, "kind", cells.get(1));
    return new ListedWord(
        language, cells.get(0), ListedWord.Kind.of(cells.get(1)), probability(cells.get(2)));
  }

  private static double probability(String cell) {
    double probability = Double.parseDouble(cell);
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("the probability is " + cell + ", must be 0 to 1");
    }
    return probability;
  }
}

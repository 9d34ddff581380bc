package ai.kalimtak.quality.moderation;

import ai.kalimtak.common.text.ListResource;
import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.feature.StopWordsRemover;

/**
 * How a language is written, by its line in {@code languages.tsv}.
 *
 * @param functionWords the name of one of MLlib's lists of stop words, {@link #OWN} or {@link
 *     #NONE}
 * @param hasBlanks whether blanks separate its words
 */
record WrittenLanguage(
    String code, Set<UnicodeScript> scripts, String functionWords, boolean hasBlanks) {
  private static final String OWN = "own";
  private static final String NONE = "none";
  private static final Set<UnicodeScript> LATIN = EnumSet.of(UnicodeScript.LATIN);

  private static final Map<String, WrittenLanguage> ALL = new HashMap<>();
  private static final Map<String, List<String>> OWN_FUNCTION_WORDS = new HashMap<>();

  static {
    ListResource.of(WrittenLanguage.class, "languages.tsv")
        .rows(4, WrittenLanguage::parse)
        .forEach(language -> ALL.put(language.code(), language));
    ListResource.of(WrittenLanguage.class, "function-words.tsv")
        .rows(2, cells -> Map.entry(cells.get(0), List.of(cells.get(1).split(" "))))
        .forEach(words -> OWN_FUNCTION_WORDS.put(words.getKey(), words.getValue()));
  }

  static WrittenLanguage of(String code) {
    WrittenLanguage listed = ALL.get(code);
    return listed == null ? new WrittenLanguage(code, LATIN, NONE, true) : listed;
  }

  private static WrittenLanguage parse(List<String> cells) {
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    Arrays.stream(cells.get(1).split(" ")).map(UnicodeScript::forName).forEach(scripts::add);
    ListResource.requireOneOf(List.of("yes", "no"), "value for blanks", cells.get(3));
    return new WrittenLanguage(
        cells.get(0),
        Collections.unmodifiableSet(scripts),
        cells.get(2),
        cells.get(3).equals("yes"));
  }

  /** Returns the function words as their list writes them. */
  List<String> readFunctionWords() {
    return switch (functionWords) {
      case OWN -> OWN_FUNCTION_WORDS.getOrDefault(code, List.of());
      case NONE -> List.of();
      default -> Arrays.asList(StopWordsRemover.loadDefaultStopWords(functionWords));
    };
  }

  boolean isLatinOnly() {
    return scripts.equals(LATIN);
  }
}

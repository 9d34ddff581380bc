package ai.kalimtak.quality.moderation;

import ai.kalimtak.common.text.VisibleText;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.feature.StopWordsRemover;

/**
 * Which of the configured languages a text may be written in. A word of one language is a harmless
 * word of another (a Swede ends with "slut", an Englishman has a "bite"), so each list is held only
 * against texts of its own language.
 *
 * <p>A script decides first. Among languages of one script the words with a grammatical office
 * decide (the, und, que): the language with most of them, or all that tie. Where there are none the
 * main language is taken if it uses the script, else every language of the script. Mixed texts are
 * looked at by the language that prevails, in each script.
 */
final class TextLanguages {
  private static final Map<String, String> STOP_WORDS =
      Map.ofEntries(
          Map.entry("da", "danish"),
          Map.entry("nl", "dutch"),
          Map.entry("en", "english"),
          Map.entry("fi", "finnish"),
          Map.entry("fr", "french"),
          Map.entry("de", "german"),
          Map.entry("hu", "hungarian"),
          Map.entry("it", "italian"),
          Map.entry("no", "norwegian"),
          Map.entry("pt", "portuguese"),
          Map.entry("ru", "russian"),
          Map.entry("es", "spanish"),
          Map.entry("sv", "swedish"),
          Map.entry("tr", "turkish"));
  private static final Map<String, Set<UnicodeScript>> SCRIPTS =
      Map.ofEntries(
          Map.entry("ar", EnumSet.of(UnicodeScript.ARABIC)),
          Map.entry("bg", EnumSet.of(UnicodeScript.CYRILLIC)),
          Map.entry("el", EnumSet.of(UnicodeScript.GREEK)),
          Map.entry("he", EnumSet.of(UnicodeScript.HEBREW)),
          Map.entry("hi", EnumSet.of(UnicodeScript.DEVANAGARI)),
          Map.entry("hy", EnumSet.of(UnicodeScript.ARMENIAN)),
          Map.entry("ja", EnumSet.of(UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA)),
          Map.entry("ka", EnumSet.of(UnicodeScript.GEORGIAN)),
          Map.entry("ko", EnumSet.of(UnicodeScript.HANGUL)),
          Map.entry("mk", EnumSet.of(UnicodeScript.CYRILLIC)),
          Map.entry("ru", EnumSet.of(UnicodeScript.CYRILLIC)),
          Map.entry("sr", EnumSet.of(UnicodeScript.CYRILLIC, UnicodeScript.LATIN)),
          Map.entry("th", EnumSet.of(UnicodeScript.THAI)),
          Map.entry("uk", EnumSet.of(UnicodeScript.CYRILLIC)),
          Map.entry("zh", EnumSet.of(UnicodeScript.HAN)));
  private static final Set<UnicodeScript> LATIN = EnumSet.of(UnicodeScript.LATIN);

  private final List<String> languages;
  private final int main;
  private final Map<String, Long> languagesOfWord = new HashMap<>();

  /**
   * @param languages at most 64
   * @param main the language of texts that do not tell theirs
   */
  TextLanguages(List<String> languages, String main) {
    this.languages = List.copyOf(languages);
    this.main = languages.indexOf(main);
    Map<String, List<String>> own = new HashMap<>();
    WordList.lines("function-words.tsv").stream()
        .map(line -> line.split("\t"))
        .forEach(cells -> own.put(cells[0], List.of(cells[1].split(" "))));
    for (int number = 0; number < languages.size(); number++) {
      String language = languages.get(number);
      long bit = 1L << number;
      List<String> words =
          STOP_WORDS.containsKey(language)
              ? Arrays.asList(StopWordsRemover.loadDefaultStopWords(STOP_WORDS.get(language)))
              : own.getOrDefault(language, List.of());
      // An apostrophe splits a word of the list as it splits one of the text.
      words.stream()
          .flatMap(word -> WordList.words(word).stream())
          // What is left of "c'est" and "don't" is a letter of every language.
          .filter(word -> word.length() > 1)
          .distinct()
          .forEach(word -> languagesOfWord.merge(word, bit, (a, b) -> a | b));
    }
  }

  /**
   * @param text as {@link VisibleText} gives it
   * @param words its words
   */
  List<String> of(String text, List<String> words) {
    if (languages.size() == 1 && scripts(languages.get(0)).equals(LATIN)) {
      return languages;
    }
    Set<UnicodeScript> seen = scriptsOf(text);
    if (seen.contains(UnicodeScript.HIRAGANA) || seen.contains(UnicodeScript.KATAKANA)) {
      // Japanese is written with Chinese characters between.
      seen.remove(UnicodeScript.HAN);
    }
    int[] counts = counts(words);
    Set<String> chosen = new LinkedHashSet<>();
    for (UnicodeScript script : seen) {
      choose(script, counts, chosen);
    }
    return List.copyOf(chosen);
  }

  private void choose(UnicodeScript script, int[] counts, Set<String> chosen) {
    List<Integer> able = new ArrayList<>();
    int most = 0;
    for (int number = 0; number < languages.size(); number++) {
      if (scripts(languages.get(number)).contains(script)) {
        able.add(number);
        most = Math.max(most, counts[number]);
      }
    }
    if (most == 0 && able.contains(main)) {
      chosen.add(languages.get(main));
      return;
    }
    for (int number : able) {
      if (counts[number] == most) {
        chosen.add(languages.get(number));
      }
    }
  }

  private int[] counts(List<String> words) {
    int[] counts = new int[languages.size()];
    for (String word : words) {
      long of = languagesOfWord.getOrDefault(word, 0L);
      while (of != 0) {
        counts[Long.numberOfTrailingZeros(of)]++;
        of &= of - 1;
      }
    }
    return counts;
  }

  private static Set<UnicodeScript> scripts(String language) {
    return SCRIPTS.getOrDefault(language, LATIN);
  }

  private static Set<UnicodeScript> scriptsOf(String text) {
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 128) {
        if (Character.isLetter(c)) {
          scripts.add(UnicodeScript.LATIN);
        }
      } else if (Character.isLetter(c)) {
        scripts.add(UnicodeScript.of(c));
      }
    }
    return scripts;
  }
}

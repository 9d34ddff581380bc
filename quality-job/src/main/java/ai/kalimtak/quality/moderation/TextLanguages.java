package ai.kalimtak.quality.moderation;

import ai.kalimtak.common.text.VisibleText;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds which of the configured languages a text may be written in. An unfit word of one language
 * can be a harmless word of another (Swedish "slut" is "end", and French "bite" is no snack), so
 * each list is used for texts of its own language only.
 *
 * <p>The script decides first. Among languages with the same script the function words (the, und,
 * que) decide: the language with most of them is chosen, or all that tie. If there are none, the
 * main language is chosen if it uses the script, otherwise every language of the script. In a mixed
 * text, the prevailing language of each script is chosen.
 */
final class TextLanguages {
  private final List<String> languages;
  private final int main;
  private final boolean oneLatin;

  /** The scripts of each language. */
  private final List<Set<UnicodeScript>> scripts = new ArrayList<>();

  /** The languages that have a function word, a bit for each. */
  private final Map<String, Long> languagesOfWord = new HashMap<>();

  /**
   * @param languages at most 64
   * @param main the language of texts without function words
   */
  TextLanguages(List<String> languages, String main) {
    this.languages = List.copyOf(languages);
    this.main = languages.indexOf(main);
    for (int number = 0; number < languages.size(); number++) {
      long bit = 1L << number;
      WrittenLanguage language = WrittenLanguage.of(languages.get(number));
      scripts.add(language.scripts());
      // An apostrophe splits a word of the list as it splits one of the text.
      language.readFunctionWords().stream()
          .flatMap(word -> TextWords.of(word).stream())
          // The single letters left of "c'est" and "don't" occur in every language.
          .filter(word -> word.length() > 1)
          .distinct()
          .forEach(word -> languagesOfWord.merge(word, bit, (a, b) -> a | b));
    }
    this.oneLatin = languages.size() == 1 && WrittenLanguage.of(languages.get(0)).isLatinOnly();
  }

  /**
   * Returns the languages of a text; none if no language uses its scripts.
   *
   * @param text as {@link VisibleText} returns it
   * @param words its words
   */
  List<String> of(String text, List<String> words) {
    if (oneLatin) {
      return languages;
    }
    Set<UnicodeScript> seen = scriptsOf(text);
    if (seen.contains(UnicodeScript.HIRAGANA) || seen.contains(UnicodeScript.KATAKANA)) {
      // Japanese mixes its kana with Chinese characters.
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
      if (scripts.get(number).contains(script)) {
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

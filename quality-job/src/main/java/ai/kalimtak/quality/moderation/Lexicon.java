package ai.kalimtak.quality.moderation;

import static ai.kalimtak.quality.moderation.ListedWord.likelier;

import ai.kalimtak.common.text.VisibleText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds listed words in a text: whole words only, as written or in one of the usual disguises.
 * Those that {@link VisibleText} removes from every word are removed first; {@link Disguises} are
 * looked through where a listed word results.
 */
final class Lexicon {
  private static final int FEWEST_LETTERS_BEHIND_ARTICLE = 4;

  /**
   * From this probability on, words of the main language are used in texts of other languages too,
   * and are not mistaken for harmless words there.
   */
  private static final double UNMISTAKABLE = 0.9;

  private final Map<String, WordList> lists = new LinkedHashMap<>();
  private final TextLanguages languages;
  private final String mainLanguage;
  private final WordList everywhere;

  Lexicon(LexiconSettings settings) {
    settings
        .languages()
        .forEach(language -> lists.put(language, WordList.of(language, settings.threshold())));
    this.languages = new TextLanguages(settings.languages(), settings.mainLanguage());
    this.mainLanguage = settings.mainLanguage();
    this.everywhere =
        lists.containsKey(mainLanguage)
            ? WordList.of(mainLanguage, Math.max(settings.threshold(), UNMISTAKABLE))
            : null;
  }

  /** Returns the likeliest listed word of a text; null if there is none, or for a null text. */
  ListedWord find(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String visible = VisibleText.of(text);
    List<String> words = TextWords.of(visible);
    boolean altered = !visible.equals(text);
    List<String> chosen = languages.of(visible, words);
    ListedWord best = null;
    if (everywhere != null && !chosen.contains(mainLanguage)) {
      best = everywhere.likeliestOf(words);
    }
    for (String language : chosen) {
      WordList list = lists.get(language);
      best = likelier(best, list.likeliestOf(words));
      if (altered) {
        best = likelier(best, behindArticle(list, words));
      }
      best =
          likelier(
              best, list.hasBlanks() ? Disguises.likeliest(list, visible) : list.anywhere(visible));
    }
    return best;
  }

  /** Joining spaced letters takes in a one-letter word before them: "a b i t c h". */
  private static ListedWord behindArticle(WordList list, List<String> words) {
    ListedWord best = null;
    for (String word : words) {
      if (word.length() > FEWEST_LETTERS_BEHIND_ARTICLE
          && (word.charAt(0) == 'a' || word.charAt(0) == 'i')) {
        best = likelier(best, list.single(word.substring(1)));
      }
    }
    return best;
  }
}

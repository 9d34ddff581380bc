package ai.kalimtak.quality.moderation;

import ai.kalimtak.common.text.VisibleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds listed words in a text, whole words only, and through the usual disguises.
 *
 * <p>Besides what {@link VisibleText} undoes for every word, these are undone where a listed word
 * comes out: letters written as digits or signs (sh1t, a$$), look-alikes of another script through
 * the whole word, marks on letters, one letter doubled, and signs in the place of letters (f*ck).
 * They are tried only on words that have such a character. A disguised word needs four letters, at
 * least two of them shown; with fewer too many codes and formulas would be words.
 */
final class Lexicon {
  private static final int LEAST_LETTERS = 4;
  private static final int LEAST_SHOWN = 2;

  /** Such words of the main language are no harmless words elsewhere, and are used elsewhere. */
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

  /** The likeliest listed word of a text, null for none and for a null text. */
  ListedWord find(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String visible = VisibleText.of(text);
    List<String> words = WordList.words(visible);
    boolean altered = !visible.equals(text);
    List<String> chosen = languages.of(visible, words);
    ListedWord best = null;
    if (everywhere != null && !chosen.contains(mainLanguage)) {
      best = plain(everywhere, words);
    }
    for (String language : chosen) {
      WordList list = lists.get(language);
      best = likelier(best, plain(list, words));
      if (altered) {
        best = likelier(best, behindArticle(list, words));
      }
      if (list.isWithoutBlanks()) {
        best = likelier(best, list.anywhere(visible));
      } else {
        best = likelier(best, disguised(list, visible));
      }
    }
    return best;
  }

  private static ListedWord likelier(ListedWord one, ListedWord other) {
    if (one == null || (other != null && other.probability() > one.probability())) {
      return other;
    }
    return one;
  }

  private static ListedWord plain(WordList list, List<String> words) {
    ListedWord best = null;
    int i = 0;
    while (i < words.size()) {
      WordList.Phrase phrase = list.phraseAt(words, i);
      if (phrase == null) {
        best = likelier(best, list.within(words.get(i)));
        i++;
      } else {
        best = likelier(best, phrase.word().isHarmless() ? null : phrase.word());
        // The words of a harmless phrase are not looked at again.
        i += phrase.word().isHarmless() ? phrase.words().size() : 1;
      }
    }
    return best;
  }

  /** Letters kept apart take a word of one letter along: "a b i t c h". */
  private static ListedWord behindArticle(WordList list, List<String> words) {
    ListedWord best = null;
    for (String word : words) {
      if (word.length() > LEAST_LETTERS && (word.charAt(0) == 'a' || word.charAt(0) == 'i')) {
        best = likelier(best, list.single(word.substring(1)));
      }
    }
    return best;
  }

  private static ListedWord disguised(WordList list, String text) {
    ListedWord best = null;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || Character.isWhitespace(text.charAt(i))) {
        if (i - start >= 3 && isSuspect(text, start, i)) {
          best = likelier(best, undisguise(list, text.substring(start, i)));
        }
        start = i + 1;
      }
    }
    return best;
  }

  /**
   * A chunk between blanks with something else between or before its letters, a letter that is not
   * ASCII, or a doubled one.
   */
  private static boolean isSuspect(String text, int start, int end) {
    boolean letter = false;
    boolean other = false;
    char last = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        return true;
      }
      if (Character.isLetter(c)) {
        if (other || c == last) {
          return true;
        }
        letter = true;
      } else if (c == '$' || c == '@' || c == '*' || (c >= '0' && c <= '9') || c == '#') {
        other = true;
      }
      last = c;
    }
    return letter && other;
  }

  private static ListedWord undisguise(WordList list, String chunk) {
    String lower = strip(chunk.toLowerCase(Locale.ROOT));
    if (lower.length() < 3) {
      return null;
    }
    ListedWord found = lookedUp(list, latin(lower));
    for (char one : new char[] {'i', 'l'}) {
      found = likelier(found, lookedUp(list, spelt(lower, one)));
    }
    return likelier(found, masked(list, lower));
  }

  /** Signs at the ends that belong to no word: closing and opening ones, a mention's sign. */
  private static String strip(String chunk) {
    int start = 0;
    int end = chunk.length();
    while (start < end && isEdge(chunk.charAt(start), true)) {
      start++;
    }
    while (end > start && isEdge(chunk.charAt(end - 1), false)) {
      end--;
    }
    return chunk.substring(start, end);
  }

  private static boolean isEdge(char c, boolean atStart) {
    return !Character.isLetterOrDigit(c) && c != '$' && c != '*' && !(atStart && c == '@');
  }

  /** The word, or the word with its doubled letters single; null where neither is listed. */
  private static ListedWord lookedUp(WordList list, String word) {
    if (word == null || word.length() < 3) {
      return null;
    }
    ListedWord found = list.single(word);
    if (found == null && word.length() > LEAST_LETTERS) {
      String single = singleLetters(word);
      if (single.length() < word.length() && single.length() >= LEAST_LETTERS) {
        return list.single(single);
      }
    }
    return found;
  }

  private static String singleLetters(String word) {
    StringBuilder single = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      if (i == 0 || word.charAt(i) != word.charAt(i - 1)) {
        single.append(word.charAt(i));
      }
    }
    return single.toString();
  }

  /** Every letter as the Latin one it looks like; null where one has none. */
  private static String latin(String word) {
    StringBuilder latin = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      char seen = VisibleText.lookalike(word.charAt(i));
      if (seen == 0) {
        return null;
      }
      latin.append(seen);
    }
    return latin.toString();
  }

  /**
   * The word with digits and signs read as letters; null where there is nothing to read, or too
   * little of the word is letters.
   */
  private static String spelt(String chunk, char one) {
    StringBuilder spelt = new StringBuilder(chunk.length());
    int shown = 0;
    int dollars = 0;
    for (int i = 0; i < chunk.length(); i++) {
      char c = chunk.charAt(i);
      char letter = VisibleText.lookalike(c);
      if (letter != 0) {
        shown++;
      } else {
        letter = letterFor(c, one);
        dollars += c == '$' ? 1 : 0;
      }
      if (letter == 0) {
        return null;
      }
      spelt.append(letter);
    }
    boolean enough = spelt.length() >= LEAST_LETTERS && shown >= LEAST_SHOWN;
    // a$$ is short, but no code or price has its sign behind a letter.
    boolean money = dollars > 0 && chunk.charAt(0) != '$' && shown > 0;
    return shown < spelt.length() && (enough || money) ? spelt.toString() : null;
  }

  private static char letterFor(char c, char one) {
    return switch (c) {
      case '0' -> 'o';
      case '1', '!', '|' -> one;
      case '3', '€' -> 'e';
      case '4', '@' -> 'a';
      case '5', '$' -> 's';
      case '7', '+' -> 't';
      case '8' -> 'b';
      case '9' -> 'g';
      default -> 0;
    };
  }

  /**
   * The word whose letters are hidden by signs, all of one kind or the usual medley; its first and
   * last letter are shown, or its first and those behind the signs.
   */
  private static ListedWord masked(WordList list, String chunk) {
    if (chunk.length() < LEAST_LETTERS || !Character.isLetter(chunk.charAt(0))) {
      return null;
    }
    List<Integer> hidden = new ArrayList<>();
    for (int i = 0; i < chunk.length(); i++) {
      char c = chunk.charAt(i);
      if (isMask(c)) {
        hidden.add(i);
      } else if (!Character.isLetter(c)) {
        return null;
      }
    }
    if (hidden.isEmpty()
        || chunk.length() - hidden.size() < LEAST_SHOWN
        || isMask(chunk.charAt(chunk.length() - 1))
        // Words with several stars far apart are patterns and emphasis.
        || hidden.get(hidden.size() - 1) - hidden.get(0) >= hidden.size()) {
      return null;
    }
    ListedWord best = null;
    for (ListedWord word : list.ofLength(chunk.length())) {
      boolean same = true;
      for (int i = 0; i < chunk.length() && same; i++) {
        same = isMask(chunk.charAt(i)) || chunk.charAt(i) == word.text().charAt(i);
      }
      best = same ? likelier(best, word) : best;
    }
    return best;
  }

  private static boolean isMask(char c) {
    return c == '*' || c == '#' || c == '%' || c == '@' || c == '!' || c == '•' || c == '×';
  }
}

package ai.kalimtak.quality.heuristics;

import ai.kalimtak.common.text.ListResource;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The placeholder text "lorem ipsum", by the words in {@code placeholder-words.txt}. */
final class Placeholder {
  private static final int LOOKED_AT = 2000;
  private static final int FEWEST_WORDS = 4;
  private static final Pattern WORD = Pattern.compile("\\p{L}+");
  private static final Set<String> WORDS =
      Set.copyOf(ListResource.of(Placeholder.class, "placeholder-words.txt").entries());

  private Placeholder() {}

  /**
   * Returns the share of placeholder words at the beginning of a text; 0 if there are few words.
   */
  static double share(String text) {
    String start = text.length() <= LOOKED_AT ? text : text.substring(0, LOOKED_AT);
    String lower = start.toLowerCase(Locale.ROOT);
    if (!lower.contains("ipsum") && !lower.contains("dolor")) {
      return 0;
    }
    int words = 0;
    int listed = 0;
    for (Matcher word = WORD.matcher(lower); word.find(); words++) {
      listed += WORDS.contains(word.group()) ? 1 : 0;
    }
    return words < FEWEST_WORDS ? 0 : (double) listed / words;
  }
}

package ai.kalimtak.quality.heuristics;

import ai.kalimtak.common.text.ListResource;
import java.util.Locale;
import java.util.Set;

/**
 * How an answer ends: whole, or with a sign that it was cut off. A missing full stop alone proves
 * nothing, because people leave it out in chats (in a quarter of Topical-Chat's turns).
 */
enum Ending {
  WHOLE("whole"),
  OPEN_CODE_FENCE("open-code-fence"),
  OPEN_STRUCTURE("open-structure"),
  OPEN_BRACKET("open-bracket"),
  HANGING_WORD("hanging-word"),
  HANGING_COMMA("hanging-comma"),
  BROKEN_PROSE("broken-prose");

  /** From this length on, a text may have been cut by a limit on tokens. */
  private static final int LONG = 200;

  private static final int FEWEST_WORDS = 8;
  private static final int LONGEST_HANGING_WORD = 8;

  private static final Set<String> HANGING =
      Set.copyOf(ListResource.of(Ending.class, "hanging-words.txt").entries());

  private final String figure;

  Ending(String figure) {
    this.figure = figure;
  }

  /** The sign's name, as {@link Judgement#figure} has it. */
  String figure() {
    return figure;
  }

  static Ending of(String answer) {
    int end = answer.length();
    while (end > 0 && isBlank(answer.charAt(end - 1))) {
      end--;
    }
    if (end == 0) {
      return WHOLE;
    }
    if (fences(answer) % 2 == 1) {
      return OPEN_CODE_FENCE;
    }
    char first = answer.stripLeading().charAt(0);
    char last = answer.charAt(end - 1);
    if ((first == '{' || first == '[') && depth(answer) > 0 && last != '}' && last != ']') {
      return OPEN_STRUCTURE;
    }
    if (opensBracket(answer, end)) {
      return OPEN_BRACKET;
    }
    int words = words(answer, FEWEST_WORDS);
    if (words >= FEWEST_WORDS && HANGING.contains(lastWord(answer, end))) {
      return HANGING_WORD;
    }
    if (last == ',' && end >= LONG) {
      return HANGING_COMMA;
    }
    return breaksOff(answer, end) ? BROKEN_PROSE : WHOLE;
  }

  private static int fences(String text) {
    int count = 0;
    for (int at = text.indexOf("```"); at >= 0; at = text.indexOf("```", at + 3)) {
      count++;
    }
    return count;
  }

  private static int depth(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
    }
    return depth;
  }

  /**
   * Returns whether a bracket in the last line is followed by words, but neither closed nor ended.
   */
  private static boolean opensBracket(String text, int end) {
    char last = text.charAt(end - 1);
    if (last == '(') {
      return true;
    }
    if (endsSentence(last)) {
      return false;
    }
    int from = text.lastIndexOf('\n', end - 1) + 1;
    int open = text.lastIndexOf('(', end - 1);
    // A smiley such as :( has no blank before its bracket and no word after it.
    return open >= from
        && open > 0
        && text.charAt(open - 1) == ' '
        && open + 1 < end
        && Character.isLetterOrDigit(text.charAt(open + 1))
        && text.indexOf(')', open) < 0
        && end >= LONG / 2;
  }

  /**
   * Returns whether prose that otherwise ends its sentences with full stops (three at least) stops
   * in the middle of one.
   */
  private static boolean breaksOff(String text, int end) {
    char last = text.charAt(end - 1);
    if (end < LONG || !(Character.isLetter(last) || last == '-')) {
      return false;
    }
    int lineStart = text.lastIndexOf('\n', end - 1) + 1;
    int sentences = 0;
    int loose = 0;
    for (int i = 0; i < end - 1; i++) {
      char here = text.charAt(i);
      char next = text.charAt(i + 1);
      if ((here == '.' || here == '!' || here == '?')
          && isBlank(next)
          && i > 0
          && Character.isLetter(text.charAt(i - 1))) {
        sentences++;
      } else if (next == '\n' && Character.isLetterOrDigit(here)) {
        loose++;
      }
    }
    boolean lineHasSentence = false;
    for (int i = lineStart; i < end - 1 && !lineHasSentence; i++) {
      char here = text.charAt(i);
      lineHasSentence =
          (here == '.' || here == '!' || here == '?')
              && text.charAt(i + 1) == ' '
              && i > lineStart
              && Character.isLetter(text.charAt(i - 1));
    }
    boolean inList = lineStart > 0 && !lineHasSentence;
    return sentences >= 3 && loose == 0 && (!inList || sentences >= 3 * Math.max(1, loose));
  }

  /** Counts words, at most until there are enough. */
  private static int words(String text, int enough) {
    int words = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length() && words < enough; i++) {
      boolean letter = Character.isLetterOrDigit(text.charAt(i));
      words += letter && !inWord ? 1 : 0;
      inWord = letter;
    }
    return words;
  }

  /** Returns the last word in lower case; empty if it cannot be a listed one. */
  private static String lastWord(String text, int end) {
    int start = end;
    while (start > 0 && Character.isLetter(text.charAt(start - 1))) {
      start--;
    }
    boolean alone = start == 0 || text.charAt(start - 1) == ' ';
    return alone && end - start <= LONGEST_HANGING_WORD
        ? text.substring(start, end).toLowerCase(Locale.ROOT)
        : "";
  }

  private static boolean endsSentence(char letter) {
    return ".!?…。！？:;)]}>\"'”’`*|".indexOf(letter) >= 0;
  }

  private static boolean isBlank(char letter) {
    return Character.isWhitespace(letter) || Character.isSpaceChar(letter);
  }
}

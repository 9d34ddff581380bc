package ai.kalimtak.etl.redaction.person;

import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/** Judges a name by the words and marks next to it. */
final class NameContext {
  private NameContext() {}

  /** Returns whether a lower-case word, or a mark that does not end a sentence, precedes. */
  static boolean isMidSentence(Text text, int start) {
    int end = text.spacesStart(start);
    if (end == start || end == 0 || text.at(start - 1) == '\n') {
      return false;
    }
    char before = text.at(end - 1);
    if (before == ',' || before == ':' || before == '(' || before == '"') {
      return true;
    }
    int word = text.wordStart(end);
    return word < end && !text.isCapital(word);
  }

  static boolean isAfterArticle(Text text, int start) {
    int end = text.spacesStart(start);
    return text.wordIs(text.wordStart(end), end, PersonWords.ARTICLE);
  }

  static boolean isAfterPlacePreposition(Text text, int start) {
    int end = text.spacesStart(start);
    return text.wordIs(text.wordStart(end), end, PersonWords.PLACE_PREPOSITION);
  }

  /** Returns whether Port, San, Mount or the like precedes, which makes the name a place. */
  static boolean isAfterLandmark(Text text, int start) {
    int end = text.at(start - 1) == ' ' ? start - 1 : start;
    int word = text.wordStart(end);
    return word < end && end < start && (text.flags(word, end) & Words.LANDMARK) != 0;
  }

  /** Returns whether an organization or a street follows, or an ampersand as in a firm's name. */
  static boolean isBeforeOrganization(Text text, int end) {
    int at = text.at(end) == ' ' ? end + 1 : end;
    if (text.at(at) == '&') {
      return true;
    }
    int after = text.wordEnd(at);
    return after > at
        && at > end
        && text.isCapital(at)
        && (text.flags(at, after) & (Words.ORGANIZATION | Words.STREET | Words.STREET_OR_WORD))
            != 0;
  }

  /** The same for a name in lower case, with landmarks. */
  static boolean isBeforePlace(Text text, int end) {
    int at = text.at(end) == ' ' ? end + 1 : end;
    int after = text.wordEnd(at);
    return after > at + 2
        && at > end
        && (text.flags(at, after)
                & (Words.ORGANIZATION | Words.STREET | Words.STREET_OR_WORD | Words.LANDMARK))
            != 0;
  }

  /** Returns the start of the word after a comma, "and" or "or", or the same position. */
  static int nextInList(Text text, int end) {
    int at = end;
    if (text.at(at) == ',') {
      at++;
    }
    if (text.at(at) != ' ') {
      return end;
    }
    at++;
    int word = text.wordEnd(at);
    if (text.wordIs(at, word, PersonWords.CONJUNCTION)) {
      return text.at(word) == ' ' ? word + 1 : end;
    }
    return text.at(at - 2) == ',' ? at : end;
  }

  static boolean endsListItem(Text text, int end) {
    return nextInList(text, end) > end || ".:;)\n!?\"".indexOf(text.at(end)) >= 0;
  }
}

package ai.kalimtak.etl.redaction.address;

import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/** The words that name a street or a city, read backwards within a line. */
final class NameWords {
  private static final int MAX_WORDS = 6;

  private NameWords() {}

  /** Returns the start of the words that end here: at most six, none of them a function word. */
  static int start(Text text, int end) {
    int at = end;
    int first = end;
    for (int words = 0; words < MAX_WORDS; words++) {
      if (text.at(at - 1) == '.' || text.at(at - 1) == '\'') {
        at--;
      }
      int word = text.wordStart(at);
      if (word == at) {
        return first;
      }
      int flags = text.flags(word, at);
      if ((flags & Words.FUNCTION) != 0 && (flags & Words.PARTICLE) == 0) {
        return first;
      }
      first = word;
      char mark = text.at(word - 1);
      if (mark == '\n') {
        return first;
      }
      int gap = text.spacesStart(word);
      if (mark == '-' || mark == '\'' || mark == '.' || mark == '/') {
        at = word - 1;
      } else if (gap < word && text.at(gap) == ' ') {
        at = gap;
      } else {
        return first;
      }
    }
    return first;
  }

  /** Returns the start of the word after the one that begins here. */
  static int next(Text text, int start) {
    int at = text.wordEnd(start);
    while (at < text.length && !text.isLetter(at)) {
      at++;
    }
    return at;
  }
}

package ai.kalimtak.etl.redaction.person;

import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/**
 * Names that a word before them announces: a title, "my name is", a greeting. The name itself need
 * not be in a list. Each method returns whether it found a name.
 */
final class Introductions {
  private static final int GREETING_GAP = 3;
  private static final int UNLISTED_LETTERS = 4;

  private Introductions() {}

  /** Mrs. Okonkwo-Bell. */
  static boolean title(Text text, Hit hit, Findings findings) {
    int at = hit.end();
    if (text.at(at) == '.') {
      at++;
    }
    boolean dotted = at > hit.end();
    if (text.at(at) == ' ') {
      at++;
    } else if (!dotted) {
      return false;
    }
    boolean capital = text.isCapital(at);
    if (!capital && text.isCapital(hit.start())) {
      return false;
    }
    int end = text.wordEnd(at);
    if (end - at == 1 && capital && text.at(end) == '.') {
      at = end + 1 + (text.at(end + 1) == ' ' ? 1 : 0);
    }
    NameRun run = NameRun.from(text, at, capital);
    if (run.words == 0 || (!dotted && run.known == 0 && !(capital && run.words > 1))) {
      return false;
    }
    findings.add(PiiType.PERSON, hit.start(), run.endWithDegree(text));
    return true;
  }

  /** My name is Xanthippe; a man named Sam; call me Ana. */
  static boolean cue(Text text, Hit hit, Findings findings) {
    if (text.isDigit(hit.end()) || text.at(hit.end()) == '_' || text.at(hit.end()) == '.') {
      return false;
    }
    boolean called = text.wordIs(hit.start(), hit.end(), PersonWords.CALL);
    int me = text.at(hit.end()) == ' ' ? text.wordEnd(hit.end() + 1) : hit.end();
    if (called && !text.wordIs(hit.end() + 1, me, PersonWords.CALL_OBJECT)) {
      return false;
    }
    boolean own = called || isOwn(text, hit.start());
    int at = nameStart(text, called ? me : hit.end(), own);
    if (at < 0 || at == hit.end() || text.at(at) == '\n') {
      return false;
    }
    boolean capital = text.isCapital(at);
    if (called && !capital) {
      return false;
    }
    NameRun run = NameRun.from(text, at, capital);
    if (run.words == 0) {
      return own && !capital && unlistedWord(text, at, findings);
    }
    boolean named = text.wordIs(hit.start(), hit.end(), PersonWords.NAMED);
    if (run.known == 0 && !(own && capital) && !run.endings && !(named && capital)) {
      return false;
    }
    if (!capital && !own && !named && !run.has(Words.GIVEN)) {
      return false;
    }
    findings.add(PiiType.PERSON, at, run.endWithDegree(text));
    return true;
  }

  /** Skips a mark and words such as "is" after a cue; -1 if the mark ends the introduction. */
  private static int nameStart(Text text, int cueEnd, boolean own) {
    int at = cueEnd;
    int spaces = text.spacesEnd(at);
    char mark = text.at(spaces);
    if (mark == '?' || mark == '!' || mark == ';' || mark == ',') {
      if (!own || mark != '?') {
        return -1;
      }
      at = spaces + 1;
    } else if (mark == ':' || mark == '=') {
      at = spaces + 1;
    }
    at = text.spacesEnd(at);
    for (int links = 0; links < 2; links++) {
      int end = text.wordEnd(at);
      if (text.wordIs(at, end, PersonWords.LINK)) {
        at = text.spacesEnd(text.at(end) == ':' ? end + 1 : end);
      }
    }
    return at;
  }

  /** An unlisted word in lower case after "my name is". */
  private static boolean unlistedWord(Text text, int start, Findings findings) {
    int end = text.wordEnd(start);
    if (end - start < UNLISTED_LETTERS
        || text.flags(start, end) != 0
        || text.isLetterOrDigit(end)) {
      return false;
    }
    findings.add(PiiType.PERSON, start, end);
    return true;
  }

  /** Returns whether "my", "Ana's" or the like precedes, so that a person is named. */
  private static boolean isOwn(Text text, int start) {
    int end = text.spacesStart(start);
    int word = text.wordStart(end);
    return text.wordIs(word, end, PersonWords.OWN)
        || (text.at(end - 1) == 's' && text.wordEnd(word) == end && text.at(word - 1) == '\'');
  }

  /** Dear Xanthippe, */
  static boolean greeting(Text text, Hit hit, Findings findings) {
    int at = hit.end();
    if (text.at(at) == ',') {
      at++;
    }
    int start = text.spacesEnd(at);
    if (start == hit.end() || start - at > GREETING_GAP || !text.isCapital(start)) {
      return false;
    }
    NameRun run = NameRun.from(text, start, true);
    char after = text.at(run.end);
    boolean closes = after == ',' || after == '!' || after == '\n' || after == ':' || after == '\r';
    boolean allCapitals = text.isAllCapitals(start, text.wordEnd(start));
    if (run.words == 0 || run.words > 3 || allCapitals || (run.known == 0 && !closes)) {
      return false;
    }
    if (run.known == 0 && run.has(Words.PLACE)) {
      return false;
    }
    findings.add(PiiType.PERSON, start, run.endWithDegree(text));
    return true;
  }
}

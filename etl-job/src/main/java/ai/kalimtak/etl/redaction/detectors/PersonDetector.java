package ai.kalimtak.etl.redaction.detectors;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.NameRun;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/**
 * {@link PiiType#PERSON}: names after titles and introductions ("Mrs", "my name is", "Dear"), and
 * names that the word lists know: a given name with what follows it, a surname where it is hardly
 * another word. In lower case two known names in a row, or a name after an introduction.
 */
public final class PersonDetector implements Detector {
  private static final int GAP = 3;

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int flags = hit.word();
    int start = hit.start();
    if (findings.covers(PiiType.PERSON, start) || isInsideIdentifier(text, start, hit.end())) {
      return;
    }
    if ((flags & Words.TITLE) != 0 && afterTitle(text, hit, findings)) {
      return;
    }
    if ((flags & Words.NAME_CUE) != 0 && afterCue(text, hit, findings)) {
      return;
    }
    if ((flags & Words.GREETING) != 0 && afterGreeting(text, hit, findings)) {
      return;
    }
    if ((flags & Words.ENDING) != 0) {
      if (isMidSentence(text, start)) {
        capitals(text, hit, findings);
      }
      return;
    }
    if ((flags & (Words.NAME | Words.PLACE)) != 0) {
      if (text.isCapital(start)) {
        capitals(text, hit, findings);
      } else if ((flags & Words.GIVEN) != 0) {
        lowerCase(text, hit, findings);
      }
    }
  }

  private static boolean isInsideIdentifier(Text text, int start, int end) {
    char before = text.at(start - 1);
    char after = text.at(end);
    return before == '_'
        || before == '@'
        || before == '/'
        || before == '\\'
        || before == '#'
        || before == '$'
        || text.isDigit(start - 1)
        || text.isDigit(end)
        || (before == '.' && text.isLetterOrDigit(start - 2))
        || (before == '-' && text.isLetter(start - 2) && !text.isCapital(start))
        || after == '_'
        || after == '@'
        || after == '('
        || after == '/'
        || (after == '.' && text.isLetterOrDigit(end + 1));
  }

  private static boolean afterTitle(Text text, Hit hit, Findings findings) {
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
    findings.add(PiiType.PERSON, hit.start(), withDegrees(text, run.end));
    return true;
  }

  private static boolean afterCue(Text text, Hit hit, Findings findings) {
    if (text.isDigit(hit.end()) || text.at(hit.end()) == '_' || text.at(hit.end()) == '.') {
      return false;
    }
    boolean called =
        text.wordIs(hit.start(), hit.end(), "call")
            || text.wordIs(hit.start(), hit.end(), "calls")
            || text.wordIs(hit.start(), hit.end(), "called");
    int me = text.at(hit.end()) == ' ' ? text.wordEnd(hit.end() + 1) : hit.end();
    if (called && !text.wordIs(hit.end() + 1, me, "me")) {
      return false;
    }
    boolean own = called || isOwn(text, hit.start());
    int at = called ? me : hit.end();
    int spaces = text.spacesEnd(at);
    char mark = text.at(spaces);
    if (mark == '?' || mark == '!' || mark == ';' || mark == ',') {
      if (!own || mark != '?') {
        return false;
      }
      at = spaces + 1;
    } else if (mark == ':' || mark == '=') {
      at = spaces + 1;
    }
    at = text.spacesEnd(at);
    for (int links = 0; links < 2; links++) {
      int end = text.wordEnd(at);
      if (isLink(text, at, end)) {
        at = text.spacesEnd(text.at(end) == ':' ? end + 1 : end);
      }
    }
    if (at == hit.end() || text.at(at) == '\n') {
      return false;
    }
    boolean capital = text.isCapital(at);
    if (called && !capital) {
      return false;
    }
    NameRun run = NameRun.from(text, at, capital);
    boolean named = text.wordIs(hit.start(), hit.end(), "named");
    if (run.words == 0) {
      return own && !capital && lonelyWord(text, at, findings);
    }
    if (run.known == 0 && !(own && capital) && !run.endings && !(named && capital)) {
      return false;
    }
    if (!capital && !own && !named && !run.has(Words.GIVEN)) {
      return false;
    }
    findings.add(PiiType.PERSON, at, withDegrees(text, run.end));
    return true;
  }

  /** A word that no list knows, alone after "my name is". */
  private static boolean lonelyWord(Text text, int start, Findings findings) {
    int end = text.wordEnd(start);
    if (end - start < 4 || text.flags(start, end) != 0 || text.isLetterOrDigit(end)) {
      return false;
    }
    findings.add(PiiType.PERSON, start, end);
    return true;
  }

  /** Whether "my", "her" and the like stand before, so that the name is a person's. */
  private static boolean isOwn(Text text, int start) {
    int end = text.spacesStart(start);
    int word = text.wordStart(end);
    if (text.wordIs(word, end, "maiden")
        || text.wordIs(word, end, "last")
        || text.wordIs(word, end, "first")
        || text.wordIs(word, end, "full")
        || text.wordIs(word, end, "real")) {
      return true;
    }
    return text.wordIs(word, end, "my")
        || text.wordIs(word, end, "his")
        || text.wordIs(word, end, "her")
        || text.wordIs(word, end, "your")
        || text.wordIs(word, end, "mi")
        || text.wordIs(word, end, "me")
        || text.wordIs(word, end, "je")
        || text.wordIs(word, end, "mein")
        || (text.at(end - 1) == 's' && text.wordEnd(word) == end && (text.at(word - 1) == '\''));
  }

  private static boolean isLink(Text text, int start, int end) {
    return switch (end - start) {
      case 1 -> text.wordIs(start, end, "e") || text.wordIs(start, end, "s");
      case 2 ->
          text.wordIs(start, end, "is")
              || text.wordIs(start, end, "es")
              || text.wordIs(start, end, "se")
              || text.wordIs(start, end, "on")
              || text.wordIs(start, end, "to")
              || text.wordIs(start, end, "ar")
              || text.wordIs(start, end, "er");
      case 3 ->
          text.wordIs(start, end, "was")
              || text.wordIs(start, end, "est")
              || text.wordIs(start, end, "ist")
              || text.wordIs(start, end, "him")
              || text.wordIs(start, end, "her")
              || text.wordIs(start, end, "sie");
      default -> false;
    };
  }

  private static boolean afterGreeting(Text text, Hit hit, Findings findings) {
    int at = hit.end();
    char mark = text.at(at);
    if (mark == ',') {
      at++;
    }
    int start = text.spacesEnd(at);
    if (start == hit.end() || start - at > GAP || !text.isCapital(start)) {
      return false;
    }
    NameRun run = NameRun.from(text, start, true);
    char after = text.at(run.end);
    boolean closes = after == ',' || after == '!' || after == '\n' || after == ':' || after == '\r';
    boolean spelled = !text.isAllCapitals(start, text.wordEnd(start));
    if (run.words == 0 || run.words > 3 || !spelled || (run.known == 0 && !closes)) {
      return false;
    }
    if (run.known == 0 && run.has(Words.PLACE)) {
      return false;
    }
    findings.add(PiiType.PERSON, start, withDegrees(text, run.end));
    return true;
  }

  private static void capitals(Text text, Hit hit, Findings findings) {
    int start = leftmost(text, hit.start());
    NameRun run = NameRun.from(text, start, true);
    if (run.words == 0 || run.end < hit.end()) {
      start = hit.start();
      run = NameRun.from(text, start, true);
    }
    if (run.words == 0 || isFollowedByOther(text, run.end) || isAfterLandmark(text, start)) {
      return;
    }
    boolean accepted =
        run.words == 1 ? isNameAlone(text, start, run) : isNameTogether(text, start, run);
    if (accepted) {
      findings.add(PiiType.PERSON, start, withDegrees(text, run.end));
      others(text, run.end, findings);
    }
  }

  /** Names in a row after one: {@code , Lee and Phillips}. */
  private static void others(Text text, int end, Findings findings) {
    int at = end;
    for (int names = 0; names < 8; names++) {
      int start = afterComma(text, at);
      if (start == at || !text.isCapital(start)) {
        return;
      }
      NameRun run = NameRun.from(text, start, true);
      boolean known = run.has(Words.NAME) && !run.has(Words.PLACE);
      if (run.words == 0 || !known || isFollowedByOther(text, run.end)) {
        return;
      }
      boolean listed = isListEnd(text, run.end) || run.has(Words.GIVEN | Words.SURNAME);
      if (!listed || (run.words == 1 && run.has(Words.COMMON) && !isListEnd(text, run.end))) {
        return;
      }
      findings.add(PiiType.PERSON, start, withDegrees(text, run.end));
      at = run.end;
    }
  }

  private static boolean isListEnd(Text text, int end) {
    int start = afterComma(text, end);
    return start > end || ".:;)\n!?\"".indexOf(text.at(end)) >= 0;
  }

  /** Where the word after a comma, "and" or "or" begins, else the same place. */
  private static int afterComma(Text text, int end) {
    int at = end;
    if (text.at(at) == ',') {
      at++;
    }
    if (text.at(at) != ' ') {
      return end;
    }
    at++;
    int word = text.wordEnd(at);
    if (text.wordIs(at, word, "and") || text.wordIs(at, word, "or")) {
      return text.at(word) == ' ' ? word + 1 : end;
    }
    return text.at(at - 2) == ',' ? at : end;
  }

  /** Whether Port, San or Mount stand before: what follows is on the map. */
  private static boolean isAfterLandmark(Text text, int start) {
    int end = text.at(start - 1) == ' ' ? start - 1 : start;
    int word = text.wordStart(end);
    return word < end && end < start && (text.flags(word, end) & Words.LANDMARK) != 0;
  }

  private static boolean isAfterPlaceWord(Text text, int start) {
    int end = text.spacesStart(start);
    int word = text.wordStart(end);
    return text.wordIs(word, end, "in") || text.wordIs(word, end, "at");
  }

  /** A word with a capital that no list knows, right before. */
  private static int leftmost(Text text, int start) {
    if (text.at(start - 1) != ' ' && text.at(start - 1) != '-') {
      return start;
    }
    int end = start - 1;
    int word = text.wordStart(end);
    boolean joins =
        end - word >= 2
            && text.isCapital(word)
            && !text.isAllCapitals(word, end)
            && (text.flags(word, end) & ~(Words.PARTICLE | Words.PLACE | Words.GIVEN_OR_WORD)) == 0;
    return joins && !text.isDigit(word - 1) ? word : start;
  }

  private static boolean isNameAlone(Text text, int start, NameRun run) {
    if (text.isAllCapitals(start, run.end) && run.end - start < 5) {
      return false;
    }
    if (run.has(Words.PLACE)) {
      return false;
    }
    if (run.has(Words.GIVEN)) {
      return !isArticle(text, start);
    }
    if (run.has(Words.GIVEN_OR_WORD)) {
      return !run.has(Words.COMMON | Words.FUNCTION)
          && run.end - start >= 3
          && !text.isAllCapitals(start, run.end)
          && !isArticle(text, start);
    }
    return (run.has(Words.SURNAME)
            || (run.unknown == 1 && NameRun.hasCertainEnding(text, start, run.end)))
        && isMidSentence(text, start)
        && !isArticle(text, start)
        && !isAfterPlaceWord(text, start);
  }

  private static boolean isNameTogether(Text text, int start, NameRun run) {
    if (isArticle(text, start)) {
      return run.has(Words.GIVEN) && run.known == run.words;
    }
    if (run.has(Words.GIVEN)) {
      return true;
    }
    if (!run.has(Words.GIVEN_OR_WORD) && text.at(text.wordEnd(start)) == '-') {
      return false;
    }
    if (run.has(Words.GIVEN_OR_WORD)) {
      return run.has(Words.SURNAME | Words.SURNAME_OR_WORD)
          || run.endings
          || (run.unknown > 0 && isMidSentence(text, start));
    }
    return (run.has(Words.SURNAME) || run.endings)
        && (run.known >= 2 || isMidSentence(text, start));
  }

  private static boolean isArticle(Text text, int start) {
    int end = text.spacesStart(start);
    int word = text.wordStart(end);
    return text.wordIs(word, end, "the")
        || text.wordIs(word, end, "a")
        || text.wordIs(word, end, "an");
  }

  private static boolean isFollowedByOther(Text text, int end) {
    int at = text.at(end) == ' ' ? end + 1 : end;
    if (text.at(at) == '&') {
      return true;
    }
    int after = text.wordEnd(at);
    if (after == at || at == end) {
      return false;
    }
    int flags = text.flags(at, after);
    return text.isCapital(at)
        && (flags & (Words.ORGANIZATION | Words.STREET | Words.STREET_OR_WORD)) != 0;
  }

  /** Whether a word in lower case, or a mark that ends no sentence, stands before. */
  private static boolean isMidSentence(Text text, int start) {
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

  private static void lowerCase(Text text, Hit hit, Findings findings) {
    NameRun run = NameRun.from(text, hit.start(), false);
    boolean another = run.words >= 2 && !isFollowedByPlace(text, run.end);
    if (another && run.words <= 4) {
      findings.add(PiiType.PERSON, hit.start(), withDegrees(text, run.end));
    }
  }

  private static boolean isFollowedByPlace(Text text, int end) {
    int at = text.at(end) == ' ' ? end + 1 : end;
    int after = text.wordEnd(at);
    return after > at + 2
        && at > end
        && (text.flags(at, after)
                & (Words.ORGANIZATION | Words.STREET | Words.STREET_OR_WORD | Words.LANDMARK))
            != 0;
  }

  /** Over a degree or generation that follows the name. */
  private static int withDegrees(Text text, int end) {
    int at = end;
    if (text.at(at) == ',') {
      at++;
    }
    if (text.at(at) != ' ') {
      return end;
    }
    at++;
    int after = text.wordEnd(at);
    boolean degree =
        text.wordIs(at, after, "phd")
            || text.wordIs(at, after, "md")
            || text.wordIs(at, after, "jr")
            || text.wordIs(at, after, "sr")
            || text.wordIs(at, after, "dds")
            || text.wordIs(at, after, "dvm")
            || (text.isCapital(at)
                && (text.wordIs(at, after, "ii") || text.wordIs(at, after, "iii")));
    return degree ? after + (text.at(after) == '.' && after - at == 2 ? 1 : 0) : end;
  }
}

package ai.kalimtak.etl.redaction.person;

import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.SurnameEndings;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/** Names that the word lists have, or that end like a surname, without an introduction. */
final class ListedNames {
  private static final int MAX_IN_ROW = 8;
  private static final int MAX_LOWER_CASE_WORDS = 4;

  private ListedNames() {}

  /** Jessica van der Berg; the founders Kovalev, Lee and Phillips. */
  static void capitalized(Text text, Hit hit, Findings findings) {
    int start = leftmost(text, hit.start());
    NameRun run = NameRun.from(text, start, true);
    if (run.words == 0 || run.end < hit.end()) {
      start = hit.start();
      run = NameRun.from(text, start, true);
    }
    if (run.words == 0
        || NameContext.isBeforeOrganization(text, run.end)
        || NameContext.isAfterLandmark(text, start)) {
      return;
    }
    boolean accepted =
        run.words == 1 ? isNameAlone(text, start, run) : isFullName(text, start, run);
    if (accepted) {
      findings.add(PiiType.PERSON, start, run.endWithDegree(text));
      namesInRow(text, run.end, findings);
    }
  }

  static void lowerCase(Text text, Hit hit, Findings findings) {
    NameRun run = NameRun.from(text, hit.start(), false);
    if (run.words >= 2
        && run.words <= MAX_LOWER_CASE_WORDS
        && !NameContext.isBeforePlace(text, run.end)) {
      findings.add(PiiType.PERSON, hit.start(), run.endWithDegree(text));
    }
  }

  /** Adds the names that follow in the same list: {@code , Lee and Phillips}. */
  private static void namesInRow(Text text, int end, Findings findings) {
    int at = end;
    for (int names = 0; names < MAX_IN_ROW; names++) {
      int start = NameContext.nextInList(text, at);
      if (start == at || !text.isCapital(start)) {
        return;
      }
      NameRun run = NameRun.from(text, start, true);
      boolean known = run.has(Words.NAME) && !run.has(Words.PLACE);
      if (run.words == 0 || !known || NameContext.isBeforeOrganization(text, run.end)) {
        return;
      }
      boolean ends = NameContext.endsListItem(text, run.end);
      if (!ends
          && (!run.has(Words.GIVEN | Words.SURNAME) || (run.words == 1 && run.has(Words.COMMON)))) {
        return;
      }
      findings.add(PiiType.PERSON, start, run.endWithDegree(text));
      at = run.end;
    }
  }

  /** Returns the start of an unlisted capitalized word right before, or the same position. */
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
    boolean allCapitals = text.isAllCapitals(start, run.end);
    if ((allCapitals && run.end - start < 5) || run.has(Words.PLACE)) {
      return false;
    }
    if (run.has(Words.GIVEN)) {
      return !NameContext.isAfterArticle(text, start);
    }
    if (run.has(Words.GIVEN_OR_WORD)) {
      return !run.has(Words.COMMON | Words.FUNCTION)
          && run.end - start >= 3
          && !allCapitals
          && !NameContext.isAfterArticle(text, start);
    }
    return (run.has(Words.SURNAME)
            || (run.unknown == 1 && SurnameEndings.isCertain(text, start, run.end)))
        && NameContext.isMidSentence(text, start)
        && !NameContext.isAfterArticle(text, start)
        && !NameContext.isAfterPlacePreposition(text, start);
  }

  private static boolean isFullName(Text text, int start, NameRun run) {
    if (NameContext.isAfterArticle(text, start)) {
      return run.has(Words.GIVEN) && run.known == run.words;
    }
    if (run.has(Words.GIVEN)) {
      return true;
    }
    if (run.has(Words.GIVEN_OR_WORD)) {
      return run.has(Words.SURNAME | Words.SURNAME_OR_WORD)
          || run.endings
          || (run.unknown > 0 && NameContext.isMidSentence(text, start));
    }
    return text.at(text.wordEnd(start)) != '-'
        && (run.has(Words.SURNAME) || run.endings)
        && (run.known >= 2 || NameContext.isMidSentence(text, start));
  }
}

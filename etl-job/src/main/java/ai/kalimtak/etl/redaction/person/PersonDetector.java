package ai.kalimtak.etl.redaction.person;

import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.scan.Words;
import java.util.Set;

/**
 * {@link PiiType#PERSON}: names after titles and introductions ("Mrs", "my name is", "Dear"), and
 * names from the word lists: a given name with the words that follow it, or a surname that is
 * hardly ever another word. In lower case, two known names in a row or a name after an
 * introduction.
 */
public final class PersonDetector implements Detector {
  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.WORD);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int flags = hit.word();
    int start = hit.start();
    if (findings.covers(PiiType.PERSON, start) || isInsideIdentifier(text, start, hit.end())) {
      return;
    }
    if ((flags & Words.TITLE) != 0 && Introductions.title(text, hit, findings)) {
      return;
    }
    if ((flags & Words.NAME_CUE) != 0 && Introductions.cue(text, hit, findings)) {
      return;
    }
    if ((flags & Words.GREETING) != 0 && Introductions.greeting(text, hit, findings)) {
      return;
    }
    if ((flags & Words.ENDING) != 0) {
      if (NameContext.isMidSentence(text, start)) {
        ListedNames.capitalized(text, hit, findings);
      }
      return;
    }
    if ((flags & (Words.NAME | Words.PLACE)) != 0) {
      if (text.isCapital(start)) {
        ListedNames.capitalized(text, hit, findings);
      } else if ((flags & Words.GIVEN) != 0) {
        ListedNames.lowerCase(text, hit, findings);
      }
    }
  }

  /** A part of an e-mail address, a path, a variable or the like. */
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
}

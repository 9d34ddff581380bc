package ai.kalimtak.etl.redaction.secrets;

import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.scan.WordFile;
import ai.kalimtak.etl.redaction.scan.WordSet;
import ai.kalimtak.etl.redaction.scan.Words;
import java.util.Set;

/**
 * {@link PiiType#API_KEY}: values that are assigned to a password, token or key and are not a
 * placeholder, because they mix digits and letters and have 20 bits or more. In the query of a URL
 * they are a {@link PiiType#URL_CREDENTIAL}.
 */
public final class SecretDetector implements Detector {
  private static final int MAX_CHARS = 512;
  private static final int MIN_CHARS = 7;
  private static final int MAX_NAME_CHARS = 40;
  private static final int MAX_SPACES = 3;
  private static final double MIN_BITS = 20;

  private static final WordFile WORDS = WordFile.read(SecretDetector.class, "words.txt");
  private static final WordSet KEY_QUALIFIER = WORDS.wordSet("key-qualifier");
  private static final WordSet ASSIGNMENT = WORDS.wordSet("assignment");

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.WORD);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    if ((hit.word() & Words.SECRET) == 0 || findings.covers(PiiType.API_KEY, hit.start())) {
      return;
    }
    if (text.wordIs(hit.start(), hit.end(), "key") && !isSecretKey(text, hit.start())) {
      return;
    }
    int value = valueStart(text, hit.end());
    if (value < 0) {
      return;
    }
    int end = value;
    while (end - value < MAX_CHARS && isValue(text.at(end))) {
      end++;
    }
    while (end > value && (text.at(end - 1) == '.' || text.at(end - 1) == ',')) {
      end--;
    }
    if (end - value < MIN_CHARS || end - value >= MAX_CHARS || text.at(end) == '(') {
      return;
    }
    String secret = text.string(value, end);
    boolean quoted = isQuote(text.at(value - 1));
    if (Secrets.hasDigitAndLetter(secret)
        && Secrets.bits(secret) >= MIN_BITS
        && "$<{%[".indexOf(secret.charAt(0)) < 0
        && (quoted || !isPath(secret))) {
      char before = text.at(nameStart(text, hit.start()) - 1);
      boolean query = before == '?' || before == '&';
      findings.add(query ? PiiType.URL_CREDENTIAL : PiiType.API_KEY, value, end);
    }
  }

  /** {@code api_key}, {@code secret-key}, {@code access key}, and {@code key} in a query. */
  private static boolean isSecretKey(Text text, int start) {
    char mark = text.at(start - 1);
    if (mark == '?' || mark == '&') {
      return true;
    }
    if (mark != '_' && mark != '-' && mark != ' ') {
      return false;
    }
    int word = text.wordStart(start - 1);
    return text.wordIs(word, start - 1, KEY_QUALIFIER);
  }

  private static int nameStart(Text text, int start) {
    int at = start;
    while (start - at < MAX_NAME_CHARS
        && (text.isLetterOrDigit(at - 1) || text.at(at - 1) == '_')) {
      at--;
    }
    return at;
  }

  /** Returns the start of the value after {@code =}, {@code :}, {@code =>} or "is", or -1. */
  private static int valueStart(Text text, int end) {
    int at = end;
    if (isQuote(text.at(at))) {
      at++;
    }
    int name = at;
    at = spacesEnd(text, at);
    char mark = text.at(at);
    if (mark == '=' || mark == ':') {
      at++;
      if (text.at(at) == '>' || text.at(at) == '=') {
        at++;
      }
    } else if (at > name && text.wordIs(at, text.wordEnd(at), ASSIGNMENT)) {
      at = text.wordEnd(at);
      if (text.at(at) == ':') {
        at++;
      }
    } else {
      return -1;
    }
    at = spacesEnd(text, at);
    return isQuote(text.at(at)) ? at + 1 : at;
  }

  /** {@code settings.token1}: code that refers to a secret without containing it. */
  private static boolean isPath(String value) {
    int dot = value.indexOf('.');
    return dot > 0 && dot < value.length() - 1 && Character.isLetter(value.charAt(dot + 1));
  }

  private static int spacesEnd(Text text, int start) {
    int end = start;
    while (end - start < MAX_SPACES && text.at(end) == ' ') {
      end++;
    }
    return end;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  private static boolean isValue(char c) {
    return c > ' ' && !isQuote(c) && ";&)(<>}]\\,".indexOf(c) < 0 && c != '\u00a0';
  }
}

package ai.kalimtak.etl.redaction.secrets;

import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Words;

/**
 * {@link PiiType#API_KEY}: the value that is assigned to a password, token or key, where it is no
 * placeholder (a digit among its letters, 20 bits or more), and private keys in PEM (RFC 7468). In
 * a URL's query it is a {@link PiiType#URL_CREDENTIAL}.
 */
public final class SecretDetector implements Detector {
  private static final int MAX_CHARS = 512;
  private static final int MIN_CHARS = 7;
  private static final int MAX_PEM_CHARS = 16_384;
  private static final double MIN_BITS = 20;
  private static final String END = "-----END";

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    if ((hit.word() & Words.SECRET) == 0 || findings.covers(PiiType.API_KEY, hit.start())) {
      return;
    }
    if (text.at(hit.end()) == '-' && text.at(hit.end() + 4) == '-') {
      pem(text, hit, findings);
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

  /** {@code api_key}, {@code secret-key}, {@code access key}, and a query's {@code key}. */
  private static boolean isSecretKey(Text text, int start) {
    char mark = text.at(start - 1);
    if (mark == '?' || mark == '&') {
      return true;
    }
    if (mark != '_' && mark != '-' && mark != ' ') {
      return false;
    }
    int word = text.wordStart(start - 1);
    return text.wordIs(word, start - 1, "api")
        || text.wordIs(word, start - 1, "secret")
        || text.wordIs(word, start - 1, "access")
        || text.wordIs(word, start - 1, "private")
        || text.wordIs(word, start - 1, "auth");
  }

  private static int nameStart(Text text, int start) {
    int at = start;
    while (start - at < 40 && (text.isLetterOrDigit(at - 1) || text.at(at - 1) == '_')) {
      at--;
    }
    return at;
  }

  /** After {@code =}, {@code :}, {@code =>} or "is"; -1 where nothing is assigned. */
  private static int valueStart(Text text, int end) {
    int at = end;
    if (isQuote(text.at(at))) {
      at++;
    }
    int spaces = at;
    while (at - spaces < 3 && text.at(at) == ' ') {
      at++;
    }
    char mark = text.at(at);
    if (mark == '=' || mark == ':') {
      at++;
      if (text.at(at) == '>' || text.at(at) == '=') {
        at++;
      }
    } else if (at > spaces && text.wordIs(at, text.wordEnd(at), "is")) {
      at += 2;
      if (text.at(at) == ':') {
        at++;
      }
    } else {
      return -1;
    }
    spaces = at;
    while (at - spaces < 3 && text.at(at) == ' ') {
      at++;
    }
    return isQuote(text.at(at)) ? at + 1 : at;
  }

  private static void pem(Text text, Hit hit, Findings findings) {
    int start = hit.start();
    int limit = Math.max(0, start - 48);
    while (start > limit && !startsWith(text, start, "-----BEGIN")) {
      start--;
    }
    if (!startsWith(text, start, "-----BEGIN") || !contains(text, start, hit.start(), "PRIVATE")) {
      return;
    }
    int end = hit.end() + 5;
    int most = Math.min(text.length, end + MAX_PEM_CHARS);
    while (end < most && !startsWith(text, end, END)) {
      end++;
    }
    if (end < most) {
      end += END.length();
      while (end < text.length && text.at(end) != '\n' && end - most < 64) {
        end++;
      }
    }
    findings.add(PiiType.API_KEY, start, end);
  }

  private static boolean contains(Text text, int start, int end, String what) {
    return text.string(start, end).contains(what);
  }

  private static boolean startsWith(Text text, int at, String what) {
    for (int i = 0; i < what.length(); i++) {
      if (text.at(at + i) != what.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** {@code settings.token1}: code that reads a secret instead of telling it. */
  private static boolean isPath(String value) {
    int dot = value.indexOf('.');
    return dot > 0 && dot < value.length() - 1 && Character.isLetter(value.charAt(dot + 1));
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  private static boolean isValue(char c) {
    return c > ' ' && !isQuote(c) && ";&)(<>}]\\,".indexOf(c) < 0 && c != '\u00a0';
  }
}

package ai.kalimtak.etl.redaction.secrets;

import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.scan.Words;
import java.util.Set;

/** {@link PiiType#API_KEY}: private keys in PEM (RFC 7468), with or without their last line. */
public final class PrivateKeyDetector implements Detector {
  private static final int MAX_LABEL_CHARS = 48;
  private static final int MAX_KEY_CHARS = 16_384;
  private static final int MAX_CHARS_BEYOND_LIMIT = 64;
  private static final String DASHES = "-----";
  private static final String BEGIN = "-----BEGIN";
  private static final String END = "-----END";

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.WORD);
  }

  /** The hit is the word KEY in {@code -----BEGIN PRIVATE KEY-----}. */
  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    boolean label =
        (hit.word() & Words.SECRET) != 0
            && text.at(hit.end()) == '-'
            && text.at(hit.end() + DASHES.length() - 1) == '-';
    if (!label || findings.covers(PiiType.API_KEY, hit.start())) {
      return;
    }
    int start = hit.start();
    int limit = Math.max(0, start - MAX_LABEL_CHARS);
    while (start > limit && !startsWith(text, start, BEGIN)) {
      start--;
    }
    if (startsWith(text, start, BEGIN) && text.string(start, hit.start()).contains("PRIVATE")) {
      findings.add(PiiType.API_KEY, start, end(text, hit.end() + DASHES.length()));
    }
  }

  private static int end(Text text, int body) {
    int end = body;
    int limit = Math.min(text.length, end + MAX_KEY_CHARS);
    while (end < limit && !startsWith(text, end, END)) {
      end++;
    }
    if (end < limit) {
      end += END.length();
      while (end < text.length && text.at(end) != '\n' && end - limit < MAX_CHARS_BEYOND_LIMIT) {
        end++;
      }
    }
    return end;
  }

  private static boolean startsWith(Text text, int at, String prefix) {
    for (int i = 0; i < prefix.length(); i++) {
      if (text.at(at + i) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

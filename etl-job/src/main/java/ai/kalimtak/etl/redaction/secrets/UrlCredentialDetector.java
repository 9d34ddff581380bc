package ai.kalimtak.etl.redaction.secrets;

import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * {@link PiiType#URL_CREDENTIAL}: the {@code user:password} between the scheme and the host of a
 * URL (RFC 3986, 3.2.1) if the rest of the authority parses.
 */
public final class UrlCredentialDetector implements Detector {
  private static final int MAX_CHARS = 512;

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.SCHEME);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int start = hit.end();
    int at = start;
    int colon = -1;
    int last = -1;
    while (at - start <= MAX_CHARS && isAuthority(text.at(at))) {
      if (text.at(at) == '@') {
        last = at;
      } else if (text.at(at) == ':' && colon < 0) {
        colon = at;
      }
      at++;
    }
    if (colon < 0 || last <= colon + 1 || !parses(text.string(last + 1, at))) {
      return;
    }
    findings.add(PiiType.URL_CREDENTIAL, start, last);
  }

  private static boolean parses(String hostAndPort) {
    int end = hostAndPort.length();
    while (end > 0 && ".,;:!)".indexOf(hostAndPort.charAt(end - 1)) >= 0) {
      end--;
    }
    try {
      URI uri = new URI("x://" + hostAndPort.substring(0, end));
      return uri.getRawAuthority() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isAuthority(char c) {
    return c > ' '
        && c != '/'
        && c != '?'
        && c != '"'
        && c != '\''
        && c != '<'
        && c != '>'
        && c != '`'
        && c != '\\'
        && c != '\u00a0';
  }
}

package ai.kalimtak.etl.redaction.detectors;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.scan.WordFile;
import ai.kalimtak.etl.redaction.scan.WordSet;
import java.util.Set;
import org.apache.commons.validator.routines.InetAddressValidator;

/**
 * {@link PiiType#IP}, version 4: four numbers that commons-validator accepts, except versions of
 * software and addresses that do not belong to a machine (0.0.0.0, loopback, netmasks, networks).
 */
public final class Ipv4Detector implements Detector {
  private static final WordSet VERSION =
      WordFile.read(Ipv4Detector.class, "words.txt").wordSet("version");
  private static final InetAddressValidator VALIDATOR = InetAddressValidator.getInstance();

  @Override
  public Set<Trigger> triggers() {
    return Set.of(Trigger.NUMBER);
  }

  @Override
  public void detect(Text text, Hit hit, Findings findings) {
    int at = hit.start();
    while (at < hit.end()) {
      if (!text.isDigit(at)) {
        at++;
        continue;
      }
      int end = at;
      while (end < hit.end() && end - at <= 16 && (text.isDigit(end) || text.at(end) == '.')) {
        end++;
      }
      int stop = text.at(end - 1) == '.' ? end - 1 : end;
      if (stop - at >= 7 && stop - at <= 15 && isAddress(text, at, stop)) {
        findings.add(PiiType.IP, at, stop);
      }
      at = end;
    }
  }

  private static boolean isAddress(Text text, int start, int end) {
    char before = text.at(start - 1);
    if (before == '.'
        || before == '-'
        || text.isLetter(end)
        || text.at(end) == '-'
        || isNetwork(text, end)) {
      return false;
    }
    String address = text.string(start, end);
    return VALIDATOR.isValidInet4Address(address)
        && !address.startsWith("0.")
        && !address.startsWith("127.")
        && !address.startsWith("255.")
        && !isVersion(text, start);
  }

  /** Returns whether a prefix length follows, as the {@code /24} of a network. */
  private static boolean isNetwork(Text text, int end) {
    return text.at(end) == '/' && text.isDigit(end + 1);
  }

  private static boolean isVersion(Text text, int start) {
    int end = start;
    while (end > 0 && start - end < 3 && !text.isLetter(end - 1)) {
      end--;
    }
    int word = text.wordStart(end);
    return text.wordIs(word, end, VERSION);
  }
}

package ai.kalimtak.etl.redaction;

import ai.kalimtak.etl.redaction.address.AddressDetector;
import ai.kalimtak.etl.redaction.detectors.CardDetector;
import ai.kalimtak.etl.redaction.detectors.Detector;
import ai.kalimtak.etl.redaction.detectors.EmailDetector;
import ai.kalimtak.etl.redaction.detectors.Finding;
import ai.kalimtak.etl.redaction.detectors.Findings;
import ai.kalimtak.etl.redaction.detectors.IbanDetector;
import ai.kalimtak.etl.redaction.detectors.Ipv4Detector;
import ai.kalimtak.etl.redaction.detectors.Ipv6Detector;
import ai.kalimtak.etl.redaction.detectors.PersonDetector;
import ai.kalimtak.etl.redaction.detectors.PhoneDetector;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.detectors.SsnDetector;
import ai.kalimtak.etl.redaction.scan.Scan;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.secrets.ApiKeyDetector;
import ai.kalimtak.etl.redaction.secrets.SecretDetector;
import ai.kalimtak.etl.redaction.secrets.UrlCredentialDetector;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replaces personal data in texts by its type: {@code <EMAIL>}. A text is scanned once for
 * triggers; only around those do detectors parse, each with the check that its type allows: a
 * checksum for cards and IBANs, a parser for addresses of machines and telephones, the published
 * shape for keys, word lists for streets and persons. Safe to share between threads.
 */
public final class Redactor implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int MORE_ROUNDS = 4;
  private static final Map<Trigger, List<Detector>> DETECTORS = detectors();

  private final EnumSet<PiiType> types;

  /**
   * @param types what is redacted; everything else stays
   */
  public Redactor(Set<PiiType> types) {
    this.types = types.isEmpty() ? EnumSet.noneOf(PiiType.class) : EnumSet.copyOf(types);
  }

  /** Null for null; the same instance where nothing is found. */
  public String redact(String text) {
    if (text == null) {
      return null;
    }
    List<Finding> findings = find(text);
    if (findings.isEmpty()) {
      return text;
    }
    String redacted = replaced(text, findings);
    for (int round = 0; round < MORE_ROUNDS && hasFarCue(findings); round++) {
      findings = find(redacted);
      redacted = findings.isEmpty() ? redacted : replaced(redacted, findings);
    }
    return redacted;
  }

  /**
   * Whether one was found by a word farther off, which its placeholder may bring nearer to others.
   */
  private static boolean hasFarCue(List<Finding> findings) {
    for (Finding finding : findings) {
      if (finding.type() == PiiType.ADDRESS || finding.type() == PiiType.PHONE) {
        return true;
      }
    }
    return false;
  }

  private static String replaced(String text, List<Finding> findings) {
    StringBuilder redacted = new StringBuilder(text.length());
    int from = 0;
    for (Finding finding : findings) {
      redacted.append(text, from, finding.start()).append(finding.type().placeholder());
      from = finding.end();
    }
    return redacted.append(text, from, text.length()).toString();
  }

  /** Ascending, none overlapping another; empty for null. */
  public List<Finding> find(String text) {
    if (text == null || text.isEmpty()) {
      return List.of();
    }
    Text chars = new Text(text);
    Findings findings = new Findings(types);
    Scan.run(
        chars,
        hit -> {
          for (Detector detector : DETECTORS.get(hit.trigger())) {
            detector.detect(chars, hit, findings);
          }
          return false;
        });
    return findings.resolved();
  }

  /**
   * False where the text certainly holds nothing to redact, in less time than {@link #find}, which
   * has the last word.
   */
  public boolean mayHold(String text) {
    return text != null && !text.isEmpty() && Scan.run(new Text(text), hit -> true);
  }

  private static Map<Trigger, List<Detector>> detectors() {
    Detector person = new PersonDetector();
    Detector address = new AddressDetector();
    Map<Trigger, List<Detector>> detectors = new EnumMap<>(Trigger.class);
    detectors.put(Trigger.WORD, List.of(new SecretDetector(), address, person));
    detectors.put(Trigger.AT, List.of(new EmailDetector()));
    detectors.put(Trigger.SCHEME, List.of(new UrlCredentialDetector()));
    detectors.put(
        Trigger.NUMBER,
        List.of(new CardDetector(), new SsnDetector(), new Ipv4Detector(), new PhoneDetector()));
    detectors.put(Trigger.SHORT_NUMBER, List.of(address));
    detectors.put(Trigger.HEX_COLON, List.of(new Ipv6Detector()));
    detectors.put(Trigger.COUNTRY_CODE, List.of(new IbanDetector()));
    detectors.put(Trigger.LONG_TOKEN, List.of(new ApiKeyDetector()));
    return detectors;
  }
}

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
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.redaction.detectors.SsnDetector;
import ai.kalimtak.etl.redaction.person.PersonDetector;
import ai.kalimtak.etl.redaction.phone.PhoneDetector;
import ai.kalimtak.etl.redaction.scan.Scan;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import ai.kalimtak.etl.redaction.secrets.ApiKeyDetector;
import ai.kalimtak.etl.redaction.secrets.PrivateKeyDetector;
import ai.kalimtak.etl.redaction.secrets.SecretDetector;
import ai.kalimtak.etl.redaction.secrets.UrlCredentialDetector;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replaces personal data in texts by its type, such as {@code <EMAIL>}. One scan of a text finds
 * the places that may hold personal data, and detectors parse only there, each with the check that
 * its type allows: a checksum for cards and IBANs, a parser for e-mail and IP addresses and
 * telephone numbers, published shapes for keys, and word lists for postal addresses and persons.
 * Thread-safe.
 */
public final class Redactor implements Serializable {
  private static final long serialVersionUID = 1L;

  /** All detectors. At the same place they run in this order. */
  private static final List<Detector> DETECTORS =
      List.of(
          new PrivateKeyDetector(),
          new SecretDetector(),
          new AddressDetector(),
          new PersonDetector(),
          new EmailDetector(),
          new UrlCredentialDetector(),
          new CardDetector(),
          new SsnDetector(),
          new Ipv4Detector(),
          new PhoneDetector(),
          new Ipv6Detector(),
          new IbanDetector(),
          new ApiKeyDetector());

  private static final Map<Trigger, List<Detector>> BY_TRIGGER = byTrigger();

  /** A word that is not right next to a finding may have led to it. */
  private static final Set<PiiType> FOUND_BY_DISTANT_WORDS =
      EnumSet.of(PiiType.ADDRESS, PiiType.PHONE);

  private static final int MORE_ROUNDS = 4;

  private final EnumSet<PiiType> types;

  /**
   * @param types the types that are redacted; all others are kept
   */
  public Redactor(Set<PiiType> types) {
    this.types = types.isEmpty() ? EnumSet.noneOf(PiiType.class) : EnumSet.copyOf(types);
  }

  /** Returns null for null, and the same instance if nothing is found. */
  public String redact(String text) {
    if (text == null) {
      return null;
    }
    List<Finding> findings = find(text);
    if (findings.isEmpty()) {
      return text;
    }
    String redacted = replaced(text, findings);
    // A placeholder may be shorter than the text it replaces, which brings a distant word near to
    // something else.
    for (int round = 0; round < MORE_ROUNDS && areFoundByDistantWords(findings); round++) {
      findings = find(redacted);
      redacted = findings.isEmpty() ? redacted : replaced(redacted, findings);
    }
    return redacted;
  }

  private static boolean areFoundByDistantWords(List<Finding> findings) {
    for (Finding finding : findings) {
      if (FOUND_BY_DISTANT_WORDS.contains(finding.type())) {
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

  /** Returns the findings in ascending order and without overlaps; none for null. */
  public List<Finding> find(String text) {
    if (text == null || text.isEmpty()) {
      return List.of();
    }
    Text chars = new Text(text);
    Findings findings = new Findings(types);
    Scan.run(
        chars,
        hit -> {
          for (Detector detector : BY_TRIGGER.get(hit.trigger())) {
            detector.detect(chars, hit, findings);
          }
          return false;
        });
    return findings.resolved();
  }

  /**
   * Returns false if the text certainly has nothing to redact, which takes less time than {@link
   * #find}.
   */
  public boolean mayHold(String text) {
    return text != null && !text.isEmpty() && Scan.run(new Text(text), hit -> true);
  }

  private static Map<Trigger, List<Detector>> byTrigger() {
    Map<Trigger, List<Detector>> detectors = new EnumMap<>(Trigger.class);
    for (Trigger trigger : Trigger.values()) {
      detectors.put(
          trigger, DETECTORS.stream().filter(each -> each.triggers().contains(trigger)).toList());
    }
    return detectors;
  }
}

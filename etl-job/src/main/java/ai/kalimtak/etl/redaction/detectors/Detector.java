package ai.kalimtak.etl.redaction.detectors;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;
import ai.kalimtak.etl.redaction.scan.Trigger;
import java.util.Set;

/**
 * Decides whether there is personal data at a place that the scan reports. A detector looks at a
 * bounded number of characters around the hit, so that the time for a text is proportional to its
 * length.
 */
public interface Detector {
  /** Returns the kinds of places that the detector has to look at. */
  Set<Trigger> triggers();

  void detect(Text text, Hit hit, Findings findings);
}

package ai.kalimtak.etl.redaction.detectors;

import ai.kalimtak.etl.redaction.scan.Hit;
import ai.kalimtak.etl.redaction.scan.Text;

/**
 * Decides, at a place where the scan saw a trigger, whether personal data stands there. It looks a
 * bounded number of chars around the hit, so that a text costs time in proportion to its length.
 */
public interface Detector {
  void detect(Text text, Hit hit, Findings findings);
}

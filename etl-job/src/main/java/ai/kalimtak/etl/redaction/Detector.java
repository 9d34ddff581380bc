package ai.kalimtak.etl.redaction;

/**
 * Decides, at a place where the scan saw a trigger, whether personal data stands there. It looks a
 * bounded number of chars around the hit, so that a text costs time in proportion to its length.
 */
interface Detector {
  void detect(Text text, Hit hit, Findings findings);
}

package ai.kalimtak.etl.redaction.detectors;

/**
 * Personal data in a text.
 *
 * @param start index of the first character (UTF-16 unit, as in {@link String#charAt})
 * @param end index after the last character
 */
public record Finding(PiiType type, int start, int end) {}

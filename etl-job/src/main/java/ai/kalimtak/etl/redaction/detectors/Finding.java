package ai.kalimtak.etl.redaction.detectors;

/**
 * Personal data in a text.
 *
 * @param start of its first char (UTF-16 unit, as in {@link String#charAt})
 * @param end after its last char
 */
public record Finding(PiiType type, int start, int end) {}

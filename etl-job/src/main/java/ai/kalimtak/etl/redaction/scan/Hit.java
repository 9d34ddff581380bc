package ai.kalimtak.etl.redaction.scan;

/**
 * A trigger in a text.
 *
 * @param word the {@link Words} flags of a {@link Trigger#WORD}, else 0
 */
public record Hit(Trigger trigger, int start, int end, int word) {}

package ai.kalimtak.etl.redaction.scan;

/**
 * A place in a text at which a detector has to look.
 *
 * @param word the {@link Words} flags of a {@link Trigger#WORD}, otherwise 0
 */
public record Hit(Trigger trigger, int start, int end, int word) {}

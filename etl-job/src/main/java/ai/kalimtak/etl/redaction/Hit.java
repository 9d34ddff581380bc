package ai.kalimtak.etl.redaction;

/**
 * A trigger in a text.
 *
 * @param word the {@link Words} flags of a {@link Trigger#WORD}, else 0
 */
record Hit(Trigger trigger, int start, int end, int word) {}

package ai.kalimtak.evaluation.judging;

/**
 * The thresholds that a version must meet before it may serve.
 *
 * @param minTestRows labeled rows that the test split must have
 * @param significance p-value below which a difference is significant
 * @param maxRegression how much larger than production's loss the version's loss may be, at the
 *     unfavorable end of the confidence interval
 */
public record Gate(long minTestRows, double significance, double maxRegression) {}

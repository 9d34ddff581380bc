package ai.kalimtak.quality.heuristics;

/**
 * Why a rule drops a text.
 *
 * @param rule the rule's name, as in {@code low-quality:<rule>}
 * @param figure the name of the measurement that decided
 * @param value the measurement
 * @param limit the limit that the value exceeds or fails to reach
 */
public record Judgement(String rule, String figure, double value, double limit) {}

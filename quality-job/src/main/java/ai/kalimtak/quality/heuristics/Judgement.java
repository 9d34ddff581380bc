package ai.kalimtak.quality.heuristics;

/**
 * Why a text is of no use to learn from.
 *
 * @param rule as in {@code low-quality:<rule>}
 * @param figure what was measured
 * @param value what it came to
 * @param limit what it must not exceed, or must reach
 */
public record Judgement(String rule, String figure, double value, double limit) {}

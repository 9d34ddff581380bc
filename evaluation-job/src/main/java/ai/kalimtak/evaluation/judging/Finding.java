package ai.kalimtak.evaluation.judging;

/** The outcome of one trial: the metrics of the test split and the verdict that follows. */
public record Finding(Trial trial, TestMetrics metrics, Verdict verdict) {}

package ai.kalimtak.evaluation.judging;

import ai.kalimtak.common.settings.SettingsReader;

/** The section {@code evaluation}. */
public record EvaluationSettings(long minTestRows, double significance, double maxRegression) {
  public static EvaluationSettings from(SettingsReader reader) {
    return new EvaluationSettings(
        reader.whole("evaluation.min-test-rows", 10, 1_000_000_000L),
        reader.decimal("evaluation.significance", 0.0001, 0.5),
        reader.decimal("evaluation.max-regression", 0, 1));
  }
}

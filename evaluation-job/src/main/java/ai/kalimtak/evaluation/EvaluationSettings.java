package ai.kalimtak.evaluation;

import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.evaluation.judging.Gate;

/** The section {@code evaluation}. */
public record EvaluationSettings(Gate gate) {
  static EvaluationSettings from(SettingsReader reader) {
    return new EvaluationSettings(
        new Gate(
            reader.whole("evaluation.min-test-rows", 10, 1_000_000_000L),
            reader.decimal("evaluation.significance", 0.0001, 0.5),
            reader.decimal("evaluation.max-regression", 0, 1)));
  }
}

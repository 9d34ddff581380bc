package ai.kalimtak.evaluation;

import picocli.CommandLine.Option;

/** What a person or a scheduler may ask of one evaluation. */
public final class EvaluationOptions {
  @Option(
      names = "--all",
      description = {
        "Measure every approved version too, on the test rows of today's training data, into",
        "gold/evaluations. Verdicts stay as they are."
      })
  private boolean all;

  public static EvaluationOptions ofAll() {
    EvaluationOptions options = new EvaluationOptions();
    options.all = true;
    return options;
  }

  boolean all() {
    return all;
  }
}

package ai.kalimtak.evaluation;

import picocli.CommandLine.Option;

/** The command line options of an evaluation. */
public final class EvaluationOptions {
  @Option(
      names = "--all",
      description = {
        "Also measure every approved version on the test rows of the current training data, and",
        "write the metrics to gold/evaluations. Existing verdicts do not change."
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

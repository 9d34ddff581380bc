package ai.kalimtak.submit.launch;

import ai.kalimtak.common.job.CommonOptions;
import ai.kalimtak.common.settings.CoreSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option of verbs that need Spark, and what becomes of them. */
public final class OnSpark {
  private final SparkWork work;

  @Option(
      names = "--dry-run",
      description =
          "Print the spark-submit command for a shell and do nothing else. Secrets appear as names of environment variables.")
  private boolean dryRun;

  public OnSpark(SparkWork work) {
    this.work = work;
  }

  public boolean dryRun() {
    return dryRun;
  }

  /** Whether {@code spark-submit} is to do the work, instead of this process. */
  public boolean isSubmitted(CoreSettings core) {
    return SparkSubmission.isCalledFor(work, core);
  }

  /** Whether the cluster runs the driver. */
  public boolean isDriverOnCluster(CoreSettings core) {
    return work.onCluster() && core.spark().isDriverOnCluster();
  }

  /**
   * Returns the command for the arguments that the user typed.
   *
   * @param typed the verb, its options and parameters
   */
  public SubmitLine line(CoreSettings core, CommonOptions options, List<String> typed) {
    return SparkSubmission.of(work, core).line(options.conf(), passedOn(typed));
  }

  /** As {@link #line}, for a command that is run at once. */
  public SubmitLine runnableLine(CoreSettings core, CommonOptions options, List<String> typed) {
    SparkSubmission submission = SparkSubmission.of(work, core);
    submission.checkRunnable();
    return submission.line(options.conf(), passedOn(typed));
  }

  /** All but the verb, and what the line says in its own way. */
  private static List<String> passedOn(List<String> typed) {
    List<String> arguments = new ArrayList<>();
    for (int at = 1; at < typed.size(); at++) {
      String word = typed.get(at);
      if (word.equals("--conf")) {
        at++;
      } else if (!word.startsWith("--conf=") && !word.equals("--dry-run")) {
        arguments.add(word);
      }
    }
    return arguments;
  }
}

package ai.kalimtak.submit.launch;

import ai.kalimtak.common.job.CommonOptions;
import ai.kalimtak.common.settings.CoreSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option of verbs that need Spark, and the way in which they run. */
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

  /** Returns whether {@code spark-submit} must do the work instead of this process. */
  public boolean isSubmitted(CoreSettings core) {
    return SparkSubmission.isNeeded(work, core);
  }

  /** Returns whether the cluster runs the driver. */
  public boolean isDriverOnCluster(CoreSettings core) {
    return work.onCluster() && core.spark().isDriverOnCluster();
  }

  /**
   * Returns the command for the arguments that the user typed.
   *
   * @param typed the verb, its options and parameters
   */
  public SubmitLine line(CoreSettings core, CommonOptions options, List<String> typed) {
    return SparkSubmission.of(work, core).line(options.conf(), remaining(typed));
  }

  /** Returns the same as {@link #line} if this machine can run it. */
  public SubmitLine runnableLine(CoreSettings core, CommonOptions options, List<String> typed) {
    SparkSubmission submission = SparkSubmission.of(work, core);
    submission.checkRunnable();
    return submission.line(options.conf(), remaining(typed));
  }

  /** Removes the verb and the options that {@link SparkSubmission} handles itself. */
  private static List<String> remaining(List<String> typed) {
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

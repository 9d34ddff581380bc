package ai.kalimtak.submit.launch;

import ai.kalimtak.common.job.Job;
import java.util.Arrays;
import java.util.List;

/**
 * The main class and module that {@code spark-submit} runs for a verb.
 *
 * @param mainClass the driver's class
 * @param module the module whose shaded jar contains it
 * @param leading arguments to put before the user's own
 * @param onCluster whether the cluster may run the driver; false if the result is shown or stored
 *     on the caller's machine
 */
public record SparkWork(String mainClass, String module, List<String> leading, boolean onCluster) {
  private static final String LAUNCHER = "ai.kalimtak.submit.Kalimtak";

  /** A job with its own jar and {@code main}. */
  public static SparkWork job(Job<?, ?> job) {
    Class<?> type = job.getClass();
    boolean starts =
        Arrays.stream(type.getMethods()).anyMatch(method -> method.getName().equals("main"));
    if (!starts) {
      throw new IllegalStateException(type + " has no main");
    }
    String name = type.getPackageName();
    return new SparkWork(
        type.getName(), name.substring(name.lastIndexOf('.') + 1) + "-job", List.of(), true);
  }

  /** A verb of the launcher whose driver may run on the cluster. */
  public static SparkWork verb(String verb) {
    return new SparkWork(LAUNCHER, "submit", List.of(verb), true);
  }

  /** A verb of the launcher that shows or stores its result on the caller's machine. */
  public static SparkWork verbHere(String verb) {
    return new SparkWork(LAUNCHER, "submit", List.of(verb), false);
  }
}

package ai.kalimtak.common.failure;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.spark.SparkThrowable;

/**
 * Turns what was not foreseen into a message that is safe to store: an engine's own message may
 * quote a row, so only its kind, the condition that Spark names, and its place are told.
 */
public final class Failures {
  private Failures() {}

  /** The failure itself when it is meant for people, else one that says where to look. */
  public static JobException explain(String job, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobException told) {
        return told;
      }
    }
    if (shuttingDown()) {
      return JobException.failed(
          job + " was ended from outside before it was done",
          "Nothing half-done is visible; run it again",
          failure);
    }
    Optional<StoreFailure> store = StoreFailure.midway(failure);
    if (store.isPresent()) {
      return JobException.failed(
          job + " failed: " + store.get().problem(),
          store.get().remedy() + ". Nothing half-done is visible: run it again",
          failure);
    }
    if (lostExecutors(failure)) {
      return JobException.failed(
          job + " failed: executors were lost, and with them what the run kept between its steps",
          "Look why the cluster ended them; for their memory: raise spark.executor.memoryOverhead. A run outlives"
              + " one of two (spark.executor.instances). Nothing half-done is visible: run it again",
          failure);
    }
    return JobException.failed(
        job + " failed: " + kind(root(failure)) + place(failure),
        "Nothing half-done is visible; run it again, with --verbose for the whole story",
        failure);
  }

  /** After SIGTERM or Ctrl-C Spark stops under the job, which then fails anywhere. */
  private static boolean shuttingDown() {
    Thread hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException shutdown) {
      return true;
    }
  }

  /** The innermost failure, but a database's own word before the stream that broke below it. */
  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null
        && root.getCause() != root
        && !(root instanceof SQLException && root.getCause() instanceof IOException)) {
      root = root.getCause();
    }
    return root;
  }

  private static boolean lostExecutors(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isSpark(cause) && SparkCondition.isLostExecutor(cause)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSpark(Throwable failure) {
    return failure.getClass().getName().startsWith("org.apache.spark.");
  }

  private static String kind(Throwable root) {
    if (root instanceof SQLException sql) {
      return "the database answered with SQLSTATE "
          + sql.getSQLState()
          + ", "
          + withoutQuotes(sql.getMessage());
    }
    if (root instanceof OutOfMemoryError) {
      return "out of memory; give the driver more (KALIMTAK_MEMORY=6g, or spark.driver.memory)";
    }
    String kind = root.getClass().getSimpleName();
    return isSpark(root) ? kind + SparkCondition.of(root) : kind;
  }

  /** Apart, because the HTTP API tells its failures without Spark on its class path. */
  private static final class SparkCondition {
    static String of(Throwable failure) {
      return name(failure).map(name -> " (" + name + ")").orElse("");
    }

    /** A task is tried elsewhere; what was kept on the executor alone is gone. */
    static boolean isLostExecutor(Throwable failure) {
      return name(failure).filter("CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND"::equals).isPresent()
          || String.valueOf(failure.getMessage()).contains("ExecutorLostFailure");
    }

    private static Optional<String> name(Throwable failure) {
      return failure instanceof SparkThrowable spark
          ? Optional.ofNullable(spark.getCondition())
          : Optional.empty();
    }
  }

  private static String withoutQuotes(String message) {
    return String.valueOf(message)
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll("\"[^\"]*\"", "\"…\"")
        .replaceAll("'[^']*'", "'…'");
  }

  private static String place(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      for (StackTraceElement frame : cause.getStackTrace()) {
        if (frame.getClassName().startsWith("ai.kalimtak.")
            && !frame.getClassName().startsWith("ai.kalimtak.common.job.")) {
          return " at " + frame.getFileName() + ":" + frame.getLineNumber();
        }
      }
    }
    return "";
  }
}

package ai.kalimtak.common.failure;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.spark.SparkThrowable;

/**
 * Turns unforeseen failures into messages that are safe to store. The message of an engine may
 * quote a row, so only the exception's class, Spark's error condition and the place in the code are
 * reported.
 */
public final class Failures {
  private Failures() {}

  /** Returns the {@link JobException} among the causes, or a new one that says where to look. */
  public static JobException explain(String job, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobException known) {
        return known;
      }
    }
    if (shuttingDown()) {
      return JobException.failed(
          job + " was terminated before it finished",
          "No partial results are visible; run it again",
          failure);
    }
    Optional<StoreFailure> store = StoreFailure.midway(failure);
    if (store.isPresent()) {
      return JobException.failed(
          job + " failed: " + store.get().problem(),
          store.get().remedy() + ". No partial results are visible; run it again",
          failure);
    }
    if (lostExecutors(failure)) {
      return JobException.failed(
          job + " failed: executors were lost, and intermediate results with them",
          "Find out why the cluster ended them; if they ran out of memory, raise spark.executor.memoryOverhead."
              + " With two executors or more (spark.executor.instances), a run survives the loss of one. No partial"
              + " results are visible; run it again",
          failure);
    }
    return JobException.failed(
        job + " failed: " + kind(root(failure)) + place(failure),
        "No partial results are visible; run it again, with --verbose for the stack trace",
        failure);
  }

  /**
   * After SIGTERM or Ctrl-C, Spark stops while the job still runs, and the job fails at any place.
   */
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

  /**
   * Returns the innermost cause, but the database's error rather than the I/O error that caused it.
   */
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
      return "out of memory; give the driver more memory (KALIMTAK_MEMORY=6g or spark.driver.memory)";
    }
    String kind = root.getClass().getSimpleName();
    return isSpark(root) ? kind + SparkCondition.of(root) : kind;
  }

  /** A separate class, because the HTTP API has no Spark on its class path. */
  private static final class SparkCondition {
    static String of(Throwable failure) {
      return name(failure).map(name -> " (" + name + ")").orElse("");
    }

    /**
     * Spark retries the tasks elsewhere, but blocks that only this executor held cannot be rebuilt.
     */
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

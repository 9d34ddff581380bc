package ai.kalimtak.common.failure;

/**
 * A failure that the user can fix. The message states the problem and the remedy; it contains no
 * secrets and no personal data, so it may be logged and stored.
 */
public final class JobException extends RuntimeException {
  private final ExitCode exitCode;

  private JobException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** A failure of the environment: exit code 1. */
  public static JobException failed(String problem, String remedy) {
    return failed(problem, remedy, null);
  }

  /** A failure of the environment, with its cause: exit code 1. */
  public static JobException failed(String problem, String remedy, Throwable cause) {
    return new JobException(ExitCode.FAILED, join(problem, remedy), cause);
  }

  /** Invalid arguments or settings: exit code 2, before any work. */
  public static JobException badSettings(String problem, String remedy) {
    return badSettings(problem, remedy, null);
  }

  /** Invalid arguments or settings, with the cause: exit code 2, before any work. */
  public static JobException badSettings(String problem, String remedy, Throwable cause) {
    return new JobException(ExitCode.BAD_SETTINGS, join(problem, remedy), cause);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  private static String join(String problem, String remedy) {
    if (remedy.isEmpty()) {
      return problem;
    }
    return problem.endsWith(".") ? problem + " " + remedy : problem + ". " + remedy;
  }
}

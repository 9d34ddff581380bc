package ai.kalimtak.common.failure;

/**
 * A failure that a person can mend: what is wrong, and what to do. Messages carry no secrets and no
 * personal data, so they may be logged and stored.
 */
public final class JobException extends RuntimeException {
  private final ExitCode exitCode;

  private JobException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** A failure of the surroundings: exit 1. */
  public static JobException failed(String problem, String remedy) {
    return failed(problem, remedy, null);
  }

  /** A failure of the surroundings, with what caused it: exit 1. */
  public static JobException failed(String problem, String remedy, Throwable cause) {
    return new JobException(ExitCode.FAILED, join(problem, remedy), cause);
  }

  /** Arguments or settings that cannot work: exit 2, before any work. */
  public static JobException badSettings(String problem, String remedy) {
    return badSettings(problem, remedy, null);
  }

  /** Arguments or settings that cannot work, with what caused it: exit 2, before any work. */
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

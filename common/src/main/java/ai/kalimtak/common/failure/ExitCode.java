package ai.kalimtak.common.failure;

/** The exit codes of every command. */
public enum ExitCode {
  /** Done, or there was nothing to do. */
  DONE(0),
  /** Failed; run the command again when the cause is fixed. */
  FAILED(1),
  /** Invalid arguments or settings; nothing was changed. */
  BAD_SETTINGS(2),
  /** A gate refused a model version, which was not deployed. */
  GATE_REFUSED(3);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}

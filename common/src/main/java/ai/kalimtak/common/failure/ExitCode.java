package ai.kalimtak.common.failure;

/** What a command's exit says to whoever started it. */
public enum ExitCode {
  /** Done, also when there was nothing to do. */
  DONE(0),
  /** Failed; run it again once the cause is mended. */
  FAILED(1),
  /** Bad arguments or settings; nothing was touched. */
  BAD_SETTINGS(2),
  /** A gate refused a model version; nothing of it was deployed. */
  GATE_REFUSED(3);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}

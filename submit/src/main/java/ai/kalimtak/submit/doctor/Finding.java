package ai.kalimtak.submit.doctor;

/**
 * The result of one check.
 *
 * @param what the subject of the check, such as {@code lake.root}
 * @param found the state found, without secrets
 * @param remedy what to do; empty if the check passed
 */
public record Finding(String what, State state, String found, String remedy) {
  /** The severity of a finding. */
  public enum State {
    /** The check passed. */
    ok,
    /** Runs work, but the cause should be fixed soon. */
    warning,
    /** At least one job would fail. */
    broken
  }

  static Finding ok(String what, String found) {
    return new Finding(what, State.ok, found, "");
  }

  static Finding warning(String what, String found, String remedy) {
    return new Finding(what, State.warning, found, remedy);
  }

  static Finding broken(String what, String found, String remedy) {
    return new Finding(what, State.broken, found, remedy);
  }
}

package ai.kalimtak.submit.doctor;

/**
 * What was found of one thing that a run relies on.
 *
 * @param what what was looked at, such as {@code lake.root}
 * @param found what it is like, without secrets
 * @param remedy what to do; empty when it is well
 */
public record Finding(String what, State state, String found, String remedy) {
  /** How good it is. */
  public enum State {
    /** As it should be. */
    ok,
    /** Runs go on, but should not for long. */
    warning,
    /** Some run would fail. */
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

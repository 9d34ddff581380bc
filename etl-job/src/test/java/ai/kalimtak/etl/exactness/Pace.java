package ai.kalimtak.etl.exactness;

import java.time.Duration;

/**
 * The pace at which a script is played.
 *
 * @param longestPause maximum time between two transactions of a writer
 * @param longestHold maximum time for which a transaction stays open; one in twenty stays open for
 *     more than half of it
 */
public record Pace(Duration longestPause, Duration longestHold) {
  /** No waiting. */
  public static final Pace HURRIED = new Pace(Duration.ZERO, Duration.ZERO);
}

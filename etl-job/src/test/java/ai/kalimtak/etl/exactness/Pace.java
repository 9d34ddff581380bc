package ai.kalimtak.etl.exactness;

import java.time.Duration;

/**
 * How fast a script is played.
 *
 * @param longestPause between two transactions of a writer, at most
 * @param longestHold a transaction stays open for so long at most; one of twenty for more than half
 *     of it
 */
public record Pace(Duration longestPause, Duration longestHold) {
  /** Without waiting. */
  public static final Pace HURRIED = new Pace(Duration.ZERO, Duration.ZERO);
}

package ai.kalimtak.common.job;

/** Rounds the figures of reports and of stored metrics. */
public final class Rounding {
  private Rounding() {}

  /** Rounds to a number of decimal places. */
  public static double toDecimals(int decimals, double value) {
    double scale = Math.pow(10, decimals);
    return Math.round(value * scale) / scale;
  }

  /** Returns the seconds since a {@link System#nanoTime} reading, to one decimal place. */
  public static double secondsSince(long startedNanos) {
    return toDecimals(1, (System.nanoTime() - startedNanos) / 1e9);
  }
}

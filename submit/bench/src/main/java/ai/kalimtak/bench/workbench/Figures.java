package ai.kalimtak.bench.workbench;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** Computes and formats means of figures. */
public final class Figures {
  private Figures() {}

  /** Returns the mean; NaN for no values. */
  public static double mean(double[] values) {
    return DoubleStream.of(values).average().orElse(Double.NaN);
  }

  /** Returns the sample standard deviation; 0 for one value. */
  public static double deviation(double[] values) {
    double mean = mean(values);
    double squares = DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / Math.max(1, values.length - 1));
  }

  public static String decimal(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Formats a figure with two decimals. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}

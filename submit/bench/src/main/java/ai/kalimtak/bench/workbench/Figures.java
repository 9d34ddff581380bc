package ai.kalimtak.bench.workbench;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** Means of figures, and how they are printed. */
public final class Figures {
  private Figures() {}

  /** Not a number for none. */
  public static double mean(double[] values) {
    return DoubleStream.of(values).average().orElse(Double.NaN);
  }

  /** The sample's standard deviation; 0 for one value. */
  public static double deviation(double[] values) {
    double mean = mean(values);
    double squares = DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / Math.max(1, values.length - 1));
  }

  public static String decimal(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** With two decimals. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}

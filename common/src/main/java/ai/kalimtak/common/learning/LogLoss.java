package ai.kalimtak.common.learning;

import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;

import org.apache.spark.sql.Column;

/**
 * The negative logarithm of the probability given to the true label, in nats. A probability below
 * 1e-15 counts as 1e-15, so that a single row cannot make a mean infinite.
 */
public final class LogLoss {
  private static final double LEAST_PROBABILITY = 1e-15;

  private LogLoss() {}

  public static double of(double probability) {
    return -Math.log(Math.max(probability, LEAST_PROBABILITY));
  }

  public static Column of(Column probability) {
    return log(greatest(probability, lit(LEAST_PROBABILITY))).multiply(-1);
  }
}

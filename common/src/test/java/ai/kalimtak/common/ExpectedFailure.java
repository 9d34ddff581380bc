package ai.kalimtak.common;

import static org.assertj.core.api.Assertions.catchThrowable;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A failure that a test provokes. Spark reports no error meanwhile, so that an error which stands
 * in a build's output is one that nobody expected.
 */
public final class ExpectedFailure {
  private static final String SPARK = "org.apache.spark";

  private ExpectedFailure() {}

  /** What the work throws; null when it throws nothing. */
  public static Throwable of(ThrowingCallable work) {
    Level before = LogManager.getLogger(SPARK).getLevel();
    Configurator.setLevel(SPARK, Level.OFF);
    try {
      return catchThrowable(work);
    } finally {
      Configurator.setLevel(SPARK, before);
    }
  }
}

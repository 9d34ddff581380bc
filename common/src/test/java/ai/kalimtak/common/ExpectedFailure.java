package ai.kalimtak.common;

import static org.assertj.core.api.Assertions.catchThrowable;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Catches a failure that a test provokes. Spark's error log is off meanwhile, so that every error
 * in the output of a build is unexpected.
 */
public final class ExpectedFailure {
  private static final String SPARK = "org.apache.spark";

  private ExpectedFailure() {}

  /** Returns what the work throws; null if it throws nothing. */
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

package ai.kalimtak.common.spark;

import java.util.Map;

/**
 * How Spark evaluates the expressions of a plan. Compiling them costs time per plan, which is most
 * of what a command on a small lake does; interpreting them costs time per row. The results are the
 * same.
 */
public enum Expressions {
  COMPILED,
  INTERPRETED;

  /** Returns how to evaluate expressions over data of a given size. */
  public static Expressions over(long bytes, long interpretedUpTo) {
    return bytes <= interpretedUpTo ? INTERPRETED : COMPILED;
  }

  /** Returns the settings of a session that evaluates expressions in this way. */
  public Map<String, String> conf() {
    return this == COMPILED
        ? Map.of()
        : Map.of(
            "spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN");
  }
}

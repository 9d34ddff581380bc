package ai.kalimtak.etl.exactness;

import java.time.Duration;
import java.util.List;

/**
 * One transaction of a script.
 *
 * @param statements in their order
 * @param pause before it begins
 * @param hold between its last statement and its end, so that it ends later than others that began
 *     after it
 * @param commits or is rolled back
 */
record ScriptedTransaction(
    List<Statement> statements, Duration pause, Duration hold, boolean commits) {

  /** SQL and its parameters. */
  record Statement(String sql, List<Object> parameters) {
    static Statement of(String sql, Object... parameters) {
      return new Statement(sql, List.of(parameters));
    }
  }
}

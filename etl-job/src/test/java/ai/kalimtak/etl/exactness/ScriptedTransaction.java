package ai.kalimtak.etl.exactness;

import java.time.Duration;
import java.util.List;

/**
 * One transaction of a script.
 *
 * @param statements the statements, in order
 * @param pause time before it begins
 * @param hold time between its last statement and its end, so that transactions that began later
 *     can end earlier
 * @param commits whether it commits or rolls back
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

package ai.kalimtak.common.job;

import ai.kalimtak.common.failure.ExitCode;
import java.util.List;
import java.util.Optional;

/**
 * The result of a run: a record whose components are counts that add up. Its JSON is stored in
 * {@code job_runs.stats}; its lines are printed as a table.
 */
public interface JobReport {
  /** Returns the result in one sentence. */
  String headline();

  /** Returns the facts, the most important ones first. */
  List<Line> lines();

  /** Whether there was nothing new to do. */
  default boolean nothingNew() {
    return false;
  }

  default ExitCode exitCode() {
    return ExitCode.DONE;
  }

  /** Returns the reason if the run failed but still has a report; stored as the run's error. */
  default Optional<String> failure() {
    return Optional.empty();
  }

  /** A named fact of the printed table. */
  record Line(String name, String value) {
    /** Returns a line with a count, its digits grouped by thousands. */
    public static Line count(String name, long rows) {
      return new Line(name, String.format(java.util.Locale.ROOT, "%,d", rows));
    }
  }
}

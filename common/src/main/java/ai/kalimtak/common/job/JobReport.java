package ai.kalimtak.common.job;

import ai.kalimtak.common.failure.ExitCode;
import java.util.List;
import java.util.Optional;

/**
 * What a run did: a record whose components are counts that add up. Its JSON is stored in {@code
 * job_runs.stats}; its lines are the table that a person reads.
 */
public interface JobReport {
  /** One sentence. */
  String headline();

  /** The facts, most telling first. */
  List<Line> lines();

  /** Whether the run found its work done already. */
  default boolean nothingNew() {
    return false;
  }

  default ExitCode exitCode() {
    return ExitCode.DONE;
  }

  /** Why a run that has something to report failed all the same; stored as the run's error. */
  default Optional<String> failure() {
    return Optional.empty();
  }

  /** A named fact of the printed table. */
  record Line(String name, String value) {
    /** Counts are grouped by thousands. */
    public static Line count(String name, long rows) {
      return new Line(name, String.format(java.util.Locale.ROOT, "%,d", rows));
    }
  }
}

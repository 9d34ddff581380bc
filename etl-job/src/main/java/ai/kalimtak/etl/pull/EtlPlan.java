package ai.kalimtak.etl.pull;

import ai.kalimtak.etl.source.HeldBack;
import ai.kalimtak.etl.source.SourceSnapshot;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one run pulls.
 *
 * @param mode how the window was chosen
 * @param why in words
 * @param from where the lake stood; 0 for nothing read
 * @param next where it stands after the run
 * @param where SQL condition of the window on the source
 * @param counts rows of the window
 * @param gone SQL query of what leaves the lake: {@code interaction_id}, {@code event_date}
 * @param deletes rows of {@code gone} that were deleted in the source
 * @param dates dates of the lake that the run touches; empty when they are many
 * @param unreachedStamps rows stamped by a transaction that the server has not reached
 */
public record EtlPlan(
    Mode mode,
    String why,
    long from,
    LakeHorizon next,
    String where,
    SourceSnapshot.Counts counts,
    Optional<String> gone,
    long deletes,
    Optional<List<LocalDate>> dates,
    long unreachedStamps,
    Optional<HeldBack> heldBack,
    List<String> warnings) {

  enum Mode {
    /** Everything visible; replaces the table. */
    FULL,
    /** What transactions from the last horizon to the present one wrote. */
    INCREMENTAL,
    /** What changed since the last pull and a margin before it, by {@code updated_at}. */
    OVERLAP;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  boolean isFull() {
    return mode == Mode.FULL;
  }

  /** Nothing to write; never so for a full pull, which may have to empty the table. */
  boolean isEmpty() {
    return !isFull() && counts.rows() == 0 && deletes == 0;
  }

  long accepted() {
    return counts.rows() - counts.violating();
  }

  /** How many reads divide a window, at most {@code parallel}, none of too few rows. */
  static int reads(long rows, int parallel, long minRowsPerRead) {
    return (int) Math.max(1, Math.min(parallel, rows / minRowsPerRead));
  }
}

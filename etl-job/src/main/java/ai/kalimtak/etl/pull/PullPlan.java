package ai.kalimtak.etl.pull;

import ai.kalimtak.etl.source.HeldBack;
import ai.kalimtak.etl.source.SourceSnapshot;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The plan of one pull.
 *
 * @param counts rows of the window
 * @param dates event dates in the lake that the pull affects; empty when there are too many to list
 * @param heldBack the transaction that keeps committed rows out of this window, if it is old
 */
public record PullPlan(
    Window window,
    SourceSnapshot.Counts counts,
    Departures departures,
    Optional<List<LocalDate>> dates,
    Optional<HeldBack> heldBack,
    List<String> warnings) {

  /** How the window was chosen. */
  public enum Mode {
    /** All visible rows; they replace the table. */
    FULL,
    /** The rows written by transactions between the last horizon and the current one. */
    INCREMENTAL,
    /** The rows whose {@code updated_at} is after the last pull, or within a margin before it. */
    OVERLAP;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The rows to read.
   *
   * @param why the reason for the mode, in words
   * @param from the lake's position before the pull; 0 when nothing has been read
   * @param next the lake's horizon after the pull
   * @param condition SQL condition on the source table
   */
  public record Window(Mode mode, String why, long from, LakeHorizon next, String condition) {}

  /**
   * The rows that leave the lake.
   *
   * @param query SQL query for their {@code interaction_id} and {@code event_date}
   * @param deletes how many of them were deleted in the source
   */
  record Departures(Optional<String> query, long deletes) {
    static final Departures NONE = new Departures(Optional.empty(), 0);
  }

  boolean isFull() {
    return window.mode() == Mode.FULL;
  }

  /**
   * Whether there is nothing to write. A full pull is never empty: it may have to clear a table.
   */
  boolean isEmpty() {
    return !isFull() && counts.rows() == 0 && departures.deletes() == 0;
  }

  long accepted() {
    return counts.rows() - counts.violating();
  }

  /** The number of reads that divide a window: at most {@code parallel}, each of enough rows. */
  static int reads(long rows, int parallel, long minRowsPerRead) {
    return (int) Math.max(1, Math.min(parallel, rows / minRowsPerRead));
  }
}

package ai.kalimtak.etl.retention;

import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.common.job.JobReport.Line;
import java.util.List;
import java.util.Map;

/**
 * The rows that were removed from the lake because of their age.
 *
 * @param rows number of removed rows by table
 * @param subjects subjects without a remaining row, which were removed as well
 * @param vacuumed whether old files were vacuumed, which happens once a day
 * @param filesRemoved number of old files that were removed
 * @param leftForTheNextRun true if nothing was done because another job was writing
 */
public record PastRetention(
    Map<String, Long> rows,
    long subjects,
    boolean vacuumed,
    long filesRemoved,
    boolean leftForTheNextRun) {

  public static final PastRetention NOTHING = new PastRetention(Map.of(), 0, false, 0, false);
  static final PastRetention LEFT_FOR_THE_NEXT_RUN = new PastRetention(Map.of(), 0, false, 0, true);

  public List<Line> lines() {
    return leftForTheNextRun
        ? List.of(new Line("past retention", "left for the next run: quality is running"))
        : rows.isEmpty()
            ? List.of()
            : List.of(
                JobReport.Line.count(
                    "past retention", rows.values().stream().mapToLong(Long::longValue).sum()));
  }
}

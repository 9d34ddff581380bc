package ai.kalimtak.etl.retention;

import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.common.job.JobReport.Line;
import java.util.List;
import java.util.Map;

/**
 * What left the lake because of its age.
 *
 * @param rows rows by table
 * @param subjects persons of whom no row is left
 * @param vacuumed whether old versions of files were looked for: once a day
 * @param filesRemoved how many of them went
 * @param leftForTheNextRun nothing was done, because another job was writing
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
        ? List.of(new Line("past retention", "left for the next run: quality is going on"))
        : rows.isEmpty()
            ? List.of()
            : List.of(
                JobReport.Line.count(
                    "past retention", rows.values().stream().mapToLong(Long::longValue).sum()));
  }
}

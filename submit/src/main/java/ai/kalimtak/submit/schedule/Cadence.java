package ai.kalimtak.submit.schedule;

import java.util.Locale;

/** The frequency of a scheduled run. */
public enum Cadence {
  DAILY("0 2 * * *", "at 02:00 each day"),
  WEEKLY("0 4 * * 0", "at 04:00 on Sundays"),
  MONTHLY("0 6 1 * *", "at 06:00 on the first of each month");

  private final String example;
  private final String meaning;

  Cadence(String example, String meaning) {
    this.example = example;
    this.meaning = meaning;
  }

  /** Returns the name used in settings and on the command line, such as {@code daily}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name used in {@code job_runs.job} and {@code scheduled_tasks.task_name}. */
  public String job() {
    return "schedule-" + label();
  }

  String example() {
    return "\"" + example + "\" (" + meaning + ")";
  }
}

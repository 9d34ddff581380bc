package ai.kalimtak.submit.schedule;

import ai.kalimtak.common.settings.SettingsReader;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The section {@code schedule}.
 *
 * @param retries number of retries of a failed run before its next regular time
 * @param grace time that a process has to exit by itself
 */
public record ScheduleSettings(
    Map<Cadence, Plan> plans,
    int retries,
    Duration retryAfter,
    Duration grace,
    Duration poll,
    Duration heartbeat,
    int keepLogsDays) {
  /** Number of heartbeats that may be missed: the minimum that db-scheduler allows. */
  static final int MISSED_HEARTBEATS = 4;

  private static final String NEVER = "-";
  private static final Set<String> VERBS =
      Set.of("erase", "etl", "quality", "train", "evaluate", "rollout", "report");

  /**
   * The time at which a run starts, and its steps.
   *
   * @param schedule disabled if the expression is {@code -}
   * @param limit duration after which a run counts as stuck
   */
  public record Plan(CronSchedule schedule, List<Step> steps, Duration limit) {
    /** Returns the next time; empty if there is none. */
    public Optional<Instant> nextAfter(Instant time) {
      return schedule.isDisabled()
          ? Optional.empty()
          : Optional.of(schedule.getNextExecutionTime(ExecutionComplete.simulatedSuccess(time)));
    }
  }

  /** A verb with its options, as on the command line. */
  public record Step(String verb, List<String> arguments) {
    static Step parse(String text) {
      List<String> words = List.of(text.trim().split("\\s+"));
      return new Step(words.get(0), words.subList(1, words.size()));
    }

    @Override
    public String toString() {
      return arguments.isEmpty() ? verb : verb + " " + String.join(" ", arguments);
    }
  }

  public Plan plan(Cadence cadence) {
    return plans.get(cadence);
  }

  Duration deadAfter() {
    return heartbeat.multipliedBy(MISSED_HEARTBEATS);
  }

  public static ScheduleSettings from(SettingsReader reader) {
    ZoneId zone = zone(reader);
    Map<Cadence, Plan> plans = new EnumMap<>(Cadence.class);
    for (Cadence cadence : Cadence.values()) {
      plans.put(
          cadence,
          new Plan(
              cron(reader, cadence, zone),
              steps(reader, "schedule.steps." + cadence.label()),
              seconds(3600 * reader.decimal("schedule.max-hours." + cadence.label(), 0.001, 720))));
    }
    return new ScheduleSettings(
        plans,
        reader.integer("schedule.retries", 0, 10),
        seconds(60 * reader.decimal("schedule.retry-minutes", 0.01, 1440)),
        Duration.ofSeconds(reader.integer("schedule.grace-seconds", 1, 600)),
        Duration.ofSeconds(reader.integer("schedule.poll-seconds", 1, 3600)),
        Duration.ofSeconds(reader.integer("schedule.heartbeat-seconds", 1, 3600)),
        reader.integer("schedule.keep-logs-days", 1, 3650));
  }

  private static ZoneId zone(SettingsReader reader) {
    String name = reader.text("schedule.time-zone");
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      reader.problem(
          "schedule.time-zone",
          "is \"" + name + "\"; expected UTC or a name such as Europe/Berlin");
      return ZoneOffset.UTC;
    }
  }

  private static CronSchedule cron(SettingsReader reader, Cadence cadence, ZoneId zone) {
    String key = "schedule." + cadence.label();
    String expression = reader.text(key).trim();
    try {
      CronSchedule cron = new CronSchedule(expression, zone, CronStyle.UNIX);
      if (!cron.isDisabled() && next(cron).equals(Schedule.NEVER)) {
        reader.problem(key, "is \"" + expression + "\", which never occurs" + form(cadence));
      }
      return cron;
    } catch (IllegalArgumentException e) {
      reader.problem(
          key,
          "is \"" + expression + "\"; expected the five fields of a crontab entry" + form(cadence));
      return new CronSchedule(NEVER, zone, CronStyle.UNIX);
    }
  }

  private static Instant next(CronSchedule cron) {
    return cron.getNextExecutionTime(ExecutionComplete.simulatedSuccess(Instant.now()));
  }

  private static String form(Cadence cadence) {
    return "; for example " + cadence.example() + ", or \"-\" for never";
  }

  private static List<Step> steps(SettingsReader reader, String key) {
    List<Step> steps = new ArrayList<>();
    for (String text : reader.texts(key)) {
      Step step = Step.parse(text);
      if (!VERBS.contains(step.verb())) {
        reader.problem(
            key,
            "contains \""
                + text
                + "\"; expected verbs out of "
                + String.join(", ", VERBS.stream().sorted().toList()));
      }
      steps.add(step);
    }
    if (steps.isEmpty()) {
      reader.problem(key, "is empty; to run nothing, set the time to \"-\"");
    }
    return List.copyOf(steps);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}

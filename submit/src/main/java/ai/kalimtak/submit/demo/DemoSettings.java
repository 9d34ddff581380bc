package ai.kalimtak.submit.demo;

import ai.kalimtak.common.settings.SettingsReader;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * The section {@code demo}.
 *
 * @param seed seed of all random draws
 * @param weeks number of weeks to run, 1 to 3
 * @param interactionsPerWeek interactions per week
 * @param users number of registered users, in addition to anonymous visitors
 * @param start first day of week 1, UTC
 */
public record DemoSettings(
    long seed, int weeks, int interactionsPerWeek, int users, LocalDate start) {
  public static DemoSettings from(SettingsReader reader) {
    return new DemoSettings(
        reader.whole("demo.seed", Long.MIN_VALUE, Long.MAX_VALUE),
        reader.integer("demo.weeks", 1, DemoTraffic.WEEKS),
        reader.integer("demo.interactions-per-week", 10, 50_000),
        reader.integer("demo.users", 10, 20_000),
        date(reader, "demo.start"));
  }

  private static LocalDate date(SettingsReader reader, String key) {
    String text = reader.text(key);
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      reader.problem(key, "is \"" + text + "\"; expected a date such as 2026-01-05");
      return LocalDate.EPOCH;
    }
  }
}

package ai.kalimtak.submit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleSettingsTest {
  @Test
  void theDefaultsRunDailyWeeklyAndMonthly() {
    Instant thursday = Instant.parse("2026-01-15T12:00:00Z");
    assertThat(next(Cadence.DAILY, thursday)).contains(Instant.parse("2026-01-16T02:00:00Z"));
    assertThat(next(Cadence.WEEKLY, thursday)).contains(Instant.parse("2026-01-18T04:00:00Z"));
    assertThat(next(Cadence.MONTHLY, thursday)).contains(Instant.parse("2026-02-01T06:00:00Z"));
  }

  @Test
  void dayOfMonthAndDayOfWeekTogetherMeanEitherAsInACrontab() {
    assertThat(
            next(
                Cadence.DAILY,
                Instant.parse("2026-01-15T12:00:00Z"),
                "schedule.daily=\"0 2 20 * 6\""))
        .contains(Instant.parse("2026-01-17T02:00:00Z"));
  }

  @Test
  void aTimeThatClocksSkipDoesNotOccurAndOneThatTheyRepeatOccursTwice() {
    String[] berlin = {"schedule.daily=\"30 2 * * *\"", "schedule.time-zone=Europe/Berlin"};
    assertThat(next(Cadence.DAILY, Instant.parse("2026-03-28T12:00:00Z"), berlin))
        .contains(Instant.parse("2026-03-30T00:30:00Z"));
    Instant firstOfTwo = Instant.parse("2026-10-25T00:30:00Z");
    assertThat(next(Cadence.DAILY, Instant.parse("2026-10-24T12:00:00Z"), berlin))
        .contains(firstOfTwo);
    assertThat(next(Cadence.DAILY, firstOfTwo.plusSeconds(60), berlin))
        .contains(Instant.parse("2026-10-25T01:30:00Z"));
  }

  @Test
  void aDashMeansNever() {
    assertThat(next(Cadence.DAILY, Instant.now(), "schedule.daily=-")).isEmpty();
  }

  @Test
  void refusesAllWrongExpressionsWithTheirKeysAndExamples() {
    assertThatThrownBy(
            () ->
                settings(
                    "schedule.daily=\"0 0 2 * * *\"",
                    "schedule.weekly=\"0 4 * * 9\"",
                    "schedule.monthly=\"0 6 31 2 *\"",
                    "schedule.time-zone=Mars/Base",
                    "schedule.steps.daily=[\"elt\"]",
                    "schedule.steps.weekly=[]"))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(
            "--set schedule.daily: ",
            "schedule.daily is \"0 0 2 * * *\"; expected the five fields of a crontab entry; for example"
                + " \"0 2 * * *\" (at 02:00 each day), or \"-\" for never",
            "schedule.weekly is \"0 4 * * 9\"",
            "schedule.monthly is \"0 6 31 2 *\", which never occurs",
            "schedule.time-zone is \"Mars/Base\"",
            "schedule.steps.daily contains \"elt\"; expected verbs out of erase, etl",
            "schedule.steps.weekly is empty");
  }

  private static Optional<Instant> next(Cadence cadence, Instant after, String... changes) {
    return settings(changes).plan(cadence).nextAfter(after);
  }

  private static ScheduleSettings settings(String... changes) {
    return Settings.load(Optional.empty(), List.of(changes)).reader().bind(ScheduleSettings::from);
  }
}

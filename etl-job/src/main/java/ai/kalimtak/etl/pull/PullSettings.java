package ai.kalimtak.etl.pull;

import ai.kalimtak.common.settings.SettingsReader;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * How a pull chooses, reads, and checks rows.
 *
 * @param quarantineTextCharacters length to which texts of a quarantined row are cut
 */
public record PullSettings(
    Window window, Reads reads, Limits limits, int quarantineTextCharacters) {

  /**
   * @param overlapMinutes how far before the last pull a table without change_xid is read again
   * @param heldBackWarningSeconds minimum age of a blocking transaction that is reported
   */
  public record Window(int overlapMinutes, int heldBackWarningSeconds) {}

  /**
   * @param parallel number of parallel reads; 0 for two per core
   * @param minRows a window with fewer rows per read is divided into fewer reads
   */
  public record Reads(int parallel, long minRows) {}

  /**
   * Limits of the contract.
   *
   * @param futureToleranceHours how far in the future a time may be
   */
  public record Limits(long maxTextBytes, LocalDate earliestCreatedOn, int futureToleranceHours) {}

  public static PullSettings from(SettingsReader reader) {
    return new PullSettings(
        new Window(
            reader.integer("etl.overlap-minutes", 1, 44_640),
            reader.integer("etl.held-back-warning-seconds", 0, 86_400)),
        new Reads(
            reader.integer("etl.parallel-reads", 0, 256),
            reader.whole("etl.min-rows-per-read", 1, 1_000_000_000L)),
        new Limits(
            reader.whole("etl.max-text-bytes", 1, 1_000_000_000L),
            date(reader, "etl.earliest-created-on"),
            reader.integer("etl.future-tolerance-hours", 0, 8760)),
        reader.integer("etl.quarantine-text-characters", 0, 1_000_000));
  }

  private static LocalDate date(SettingsReader reader, String key) {
    try {
      return LocalDate.parse(reader.text(key));
    } catch (DateTimeParseException e) {
      reader.problem(key, "must be a date such as 2000-01-01");
      return LocalDate.EPOCH;
    }
  }
}

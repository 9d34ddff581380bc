package ai.kalimtak.etl;

import ai.kalimtak.common.settings.SettingsReader;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * The section {@code etl}.
 *
 * @param sourceTable schema and table
 * @param parallelReads 0 for one per core
 * @param minRowsPerRead a smaller window is pulled by one read
 * @param fetchRows rows per round trip of a read
 */
public record EtlSettings(
    String sourceTable,
    int parallelReads,
    long minRowsPerRead,
    int fetchRows,
    int maxTextCharacters,
    LocalDate earliestCreatedOn,
    int futureToleranceHours) {

  static EtlSettings from(SettingsReader reader) {
    String table = reader.text("etl.source-table");
    if (!table.matches("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?")) {
      reader.problem("etl.source-table", "must be a table name, schema.table");
    }
    LocalDate earliest = LocalDate.EPOCH;
    try {
      earliest = LocalDate.parse(reader.text("etl.earliest-created-on"));
    } catch (DateTimeParseException e) {
      reader.problem("etl.earliest-created-on", "must be a date, as 2000-01-01");
    }
    return new EtlSettings(
        table,
        reader.integer("etl.parallel-reads", 0, 256),
        reader.whole("etl.min-rows-per-read", 1, 1_000_000_000L),
        reader.integer("etl.fetch-rows", 1, 1_000_000),
        reader.integer("etl.max-text-characters", 1, 100_000_000),
        earliest,
        reader.integer("etl.future-tolerance-hours", 0, 8760));
  }
}

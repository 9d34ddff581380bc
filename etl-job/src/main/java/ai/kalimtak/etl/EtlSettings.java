package ai.kalimtak.etl;

import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.etl.redaction.Redaction;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The section {@code etl}.
 *
 * @param sourceTable schema and table
 * @param deletesTable where deleted rows are noted; empty when nowhere
 * @param ignoreColumns source columns that are neither pulled nor missed
 * @param overlapMinutes margin before the last pull, for a table without change_xid
 * @param parallelReads 0 for one per core
 * @param minRowsPerRead a smaller window is pulled by one read
 * @param heldBackWarningSeconds age of a transaction from which it is reported
 * @param redact what is taken out of texts
 */
public record EtlSettings(
    String sourceTable,
    Optional<String> deletesTable,
    Set<String> ignoreColumns,
    int overlapMinutes,
    int parallelReads,
    long minRowsPerRead,
    long maxTextBytes,
    int rawTextCharacters,
    LocalDate earliestCreatedOn,
    int futureToleranceHours,
    int heldBackWarningSeconds,
    Set<PiiType> redact) {

  private static final String OWN_TABLE = "public.user_interactions";
  private static final String OWN_DELETES_TABLE = "public.user_interaction_deletes";

  static EtlSettings from(SettingsReader reader) {
    String table = tableName(reader, "etl.source-table");
    Optional<String> deletes =
        switch (reader.text("etl.deletes-table")) {
          case "auto" ->
              table.equals(OWN_TABLE) ? Optional.of(OWN_DELETES_TABLE) : Optional.empty();
          case "none" -> Optional.empty();
          default -> Optional.of(tableName(reader, "etl.deletes-table"));
        };
    LocalDate earliest = LocalDate.EPOCH;
    try {
      earliest = LocalDate.parse(reader.text("etl.earliest-created-on"));
    } catch (DateTimeParseException e) {
      reader.problem("etl.earliest-created-on", "must be a date, as 2000-01-01");
    }
    return new EtlSettings(
        table,
        deletes,
        Set.copyOf(reader.texts("etl.ignore-columns")),
        reader.integer("etl.overlap-minutes", 1, 44_640),
        reader.integer("etl.parallel-reads", 0, 256),
        reader.whole("etl.min-rows-per-read", 1, 1_000_000_000L),
        reader.whole("etl.max-text-bytes", 1, 1_000_000_000L),
        reader.integer("etl.quarantine-text-characters", 0, 1_000_000),
        earliest,
        reader.integer("etl.future-tolerance-hours", 0, 8760),
        reader.integer("etl.held-back-warning-seconds", 0, 86_400),
        types(reader));
  }

  private static Set<PiiType> types(SettingsReader reader) {
    Set<PiiType> types = EnumSet.noneOf(PiiType.class);
    for (String name : reader.texts("etl.redact")) {
      try {
        types.add(PiiType.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
      } catch (IllegalArgumentException e) {
        reader.problem("etl.redact", "holds \"" + name + "\", must hold only " + Redaction.NAMES);
      }
    }
    return types;
  }

  private static String tableName(SettingsReader reader, String key) {
    String table = reader.text(key);
    if (!table.matches("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?")) {
      reader.problem(key, "must be a table name, schema.table");
    }
    return table;
  }
}

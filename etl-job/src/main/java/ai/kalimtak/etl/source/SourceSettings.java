package ai.kalimtak.etl.source;

import ai.kalimtak.common.settings.SettingsReader;
import java.util.Optional;
import java.util.Set;

/**
 * The table to pull from.
 *
 * @param table schema and table
 * @param deletesTable the table that records deleted rows; empty when there is none
 * @param ignoredColumns columns that stay in the source
 */
public record SourceSettings(
    String table, Optional<String> deletesTable, Set<String> ignoredColumns) {
  private static final String DEFAULT_TABLE = "public.user_interactions";
  private static final String DEFAULT_DELETES_TABLE = "public.user_interaction_deletes";

  public static SourceSettings from(SettingsReader reader) {
    String table = tableName(reader, "etl.source-table");
    Optional<String> deletesTable =
        switch (reader.text("etl.deletes-table")) {
          case "auto" ->
              table.equals(DEFAULT_TABLE) ? Optional.of(DEFAULT_DELETES_TABLE) : Optional.empty();
          case "none" -> Optional.empty();
          default -> Optional.of(tableName(reader, "etl.deletes-table"));
        };
    return new SourceSettings(table, deletesTable, Set.copyOf(reader.texts("etl.ignore-columns")));
  }

  private static String tableName(SettingsReader reader, String key) {
    String table = reader.text(key);
    if (!table.matches("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?")) {
      reader.problem(key, "must be a table name, schema.table");
    }
    return table;
  }
}

package ai.kalimtak.submit.importing;

import ai.kalimtak.common.supabase.Supabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Bulk upsert into {@code user_interactions}: COPY into a temporary table, then one statement. */
final class InteractionStaging {
  /** Columns of an existing row that an import never changes. */
  private static final Set<String> FIXED = Set.of("id", "created_at", "updated_at");

  private final Supabase supabase;

  InteractionStaging(Supabase supabase) {
    this.supabase = supabase;
  }

  /** The number of new rows and of changed rows. */
  record Merged(long inserted, long updated) {}

  /**
   * Merges rows in one transaction; of two rows with the same id the later wins. Fields that a row
   * omits keep their value.
   *
   * @param rows values in the order of {@link ImportLine#COLUMN_TYPES}
   */
  Merged merge(List<String[]> rows) {
    return supabase
        .jdbi()
        .inTransaction(
            handle -> {
              handle.execute(
                  "create temporary table staged_interactions (place int, "
                      + ImportLine.COLUMN_TYPES.entrySet().stream()
                          .map(column -> column.getKey() + " " + column.getValue())
                          .collect(Collectors.joining(", "))
                      + ") on commit drop");
              copy(handle, rows);
              return upsert(handle);
            });
  }

  private static void copy(Handle handle, List<String[]> rows) {
    try {
      CopyIn copy =
          handle
              .getConnection()
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("copy staged_interactions from stdin");
      try {
        for (int place = 0; place < rows.size(); place++) {
          byte[] line = line(place, rows.get(place));
          copy.writeToCopy(line, 0, line.length);
        }
        copy.endCopy();
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    } catch (SQLException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** Formats a row in Postgres' text format for COPY. */
  private static byte[] line(int place, String[] values) {
    StringBuilder line = new StringBuilder().append(place);
    for (String value : values) {
      line.append('\t').append(value == null ? "\\N" : escaped(value));
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(String value) {
    return value
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static Merged upsert(Handle handle) {
    String columns = String.join(", ", ImportLine.COLUMN_TYPES.keySet());
    List<String> changeable =
        ImportLine.COLUMN_TYPES.keySet().stream().filter(name -> !FIXED.contains(name)).toList();
    String assignments =
        changeable.stream()
            .map(name -> name + " = coalesce(excluded." + name + ", present." + name + ")")
            .collect(Collectors.joining(", "));
    String differs =
        changeable.stream()
            .map(
                name ->
                    "(excluded."
                        + name
                        + " is not null and present."
                        + name
                        + " is distinct from excluded."
                        + name
                        + ")")
            .collect(Collectors.joining(" or "));
    return handle
        .createQuery(
            "with merged as (insert into user_interactions as present ("
                + columns
                + ") select distinct on (id) "
                + columns.replace(
                    "updated_at", "coalesce(updated_at, feedback_at, created_at) as updated_at")
                + " from staged_interactions order by id, place desc on conflict (id) do update set "
                + assignments
                + " where "
                + differs
                + " returning (xmax = 0) as inserted)"
                + " select count(*) filter (where inserted) as inserted,"
                + " count(*) filter (where not inserted) as updated from merged")
        .map((row, context) -> new Merged(row.getLong("inserted"), row.getLong("updated")))
        .one();
  }
}

package ai.kalimtak.etl.erasure;

import static java.util.Comparator.naturalOrder;
import static java.util.function.BinaryOperator.minBy;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.supabase.Supabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The erasure of users from Supabase: their interactions, and their rows in every table of the
 * schema {@code public} that has an {@code interaction_id}.
 */
final class ErasureInSupabase {
  private final Supabase supabase;
  private final String sourceTable;
  private final List<UUID> users;

  ErasureInSupabase(Supabase supabase, String sourceTable, List<UUID> users) {
    this.supabase = supabase;
    this.sourceTable = sourceTable;
    this.users = users;
  }

  /** Counts the rows of each user, by table; leaves out tables without any. */
  Map<String, Map<UUID, Long>> rows() {
    return supabase
        .jdbi()
        .withHandle(
            handle -> {
              Map<String, Map<UUID, Long>> rows = new LinkedHashMap<>();
              for (UserTable table : tables(handle)) {
                Map<UUID, Long> byUser = new HashMap<>();
                query(handle, table.rowsByUser())
                    .map(
                        (row, context) ->
                            Map.entry(row.getObject("user_id", UUID.class), row.getLong("rows")))
                    .forEach(entry -> byUser.put(entry.getKey(), entry.getValue()));
                if (!byUser.isEmpty()) {
                  rows.put(table.name(), byUser);
                }
              }
              return rows;
            });
  }

  /** Returns the time of each user's first interaction in Supabase. */
  Map<UUID, Instant> firstSeen() {
    return supabase
        .jdbi()
        .withHandle(
            handle -> {
              Map<UUID, Instant> first = new HashMap<>();
              for (UserTable source : UserTable.sources(handle, sourceTable)) {
                query(
                        handle,
                        "select cast(cast(h.user_id as text) as uuid) as user_id, min(h.created_at) as first from "
                            + source.name()
                            + " h where isfinite(h.created_at) and "
                            + source.condition()
                            + " group by 1")
                    .map(
                        (row, context) ->
                            Map.entry(
                                row.getObject("user_id", UUID.class),
                                row.getObject("first", OffsetDateTime.class).toInstant()))
                    .forEach(
                        entry ->
                            first.merge(entry.getKey(), entry.getValue(), minBy(naturalOrder())));
              }
              return first;
            });
  }

  /**
   * Removes the users' rows from every table, in one transaction.
   *
   * @return the number of removed rows by table
   * @throws JobException when the source is a view that still shows rows of these users
   */
  Map<String, Long> removeRows() {
    return supabase
        .jdbi()
        .inTransaction(
            handle -> {
              handle.registerArrayType(UUID.class, "uuid");
              handle.execute("set local statement_timeout = 0");
              Map<String, Long> removed = new LinkedHashMap<>();
              List<UserTable> tables = tables(handle);
              for (UserTable table : tables) {
                if (!table.isView()) {
                  long rows =
                      handle
                          .createUpdate(
                              "delete from " + table.name() + " h where " + table.condition())
                          .bindArray("users", UUID.class, users)
                          .execute();
                  if (rows > 0) {
                    removed.put(table.name(), rows);
                  }
                }
              }
              tables.stream().filter(UserTable::isView).forEach(view -> checkEmpty(handle, view));
              return removed;
            });
  }

  /**
   * Makes Postgres reclaim the space of removed rows, where this user may.
   *
   * @return a warning for each table that was not vacuumed
   */
  List<String> vacuum() {
    List<UserTable> tables = supabase.jdbi().withHandle(this::tables);
    List<String> warnings = new ArrayList<>();
    try (Connection connection = supabase.dedicatedConnection();
        Statement statement = connection.createStatement()) {
      for (UserTable table : tables) {
        if (!table.isView() && !vacuum(statement, table.name())) {
          warnings.add(
              "Postgres did not let this user vacuum "
                  + table.name()
                  + ": the removed rows stay on disk until autovacuum runs");
        }
      }
    } catch (SQLException e) {
      warnings.add(
          "Postgres was not vacuumed (SQLSTATE "
              + e.getSQLState()
              + "): the removed rows stay on disk until autovacuum runs");
    }
    return warnings;
  }

  private static boolean vacuum(Statement statement, String table) throws SQLException {
    try {
      statement.clearWarnings();
      statement.execute("vacuum " + table);
      // Without the privilege, Postgres only issues a warning.
      return statement.getWarnings() == null;
    } catch (SQLException e) {
      return false;
    }
  }

  private void checkEmpty(Handle handle, UserTable view) {
    boolean hasRows =
        query(
                handle,
                "select exists (select from " + view.name() + " h where " + view.condition() + ")")
            .mapTo(Boolean.class)
            .one();
    if (hasRows) {
      throw JobException.failed(
          view.name() + " is a view that still shows rows of users to be erased",
          "Remove them from the tables behind the view, then run erase again; nothing has been removed from Supabase yet");
    }
  }

  private Query query(Handle handle, String sql) {
    handle.registerArrayType(UUID.class, "uuid");
    return handle.createQuery(sql).bindArray("users", UUID.class, users);
  }

  private List<UserTable> tables(Handle handle) {
    return UserTable.all(handle, sourceTable);
  }
}

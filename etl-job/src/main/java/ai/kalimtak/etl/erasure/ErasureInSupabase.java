package ai.kalimtak.etl.erasure;

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
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * What Supabase holds of persons who are forgotten: their interactions, and the rows of every table
 * of the schema {@code public} that has an {@code interaction_id}.
 */
public final class ErasureInSupabase {
  private static final String NOTED = "public.erasure_interactions";
  private static final String OWN_TABLE = "public.user_interactions";
  private static final int WRITES_AT_ONCE = 4;

  private final Supabase supabase;
  private final String sourceTable;
  private final List<UUID> people;

  public ErasureInSupabase(Supabase supabase, String sourceTable, List<UUID> people) {
    this.supabase = supabase;
    this.sourceTable = sourceTable;
    this.people = people;
  }

  /**
   * A table with rows of persons.
   *
   * @param name as SQL writes it
   * @param type of the column that leads to the person: of {@code user_id} in a source, else of
   *     {@code interaction_id}
   * @param rowsOfItsOwn false for a view, whose rows lie elsewhere
   */
  private record Holder(String name, String type, boolean isSource, boolean rowsOfItsOwn) {
    /** Condition that a row {@code h} is one of the persons' {@code :people}. */
    String theirs() {
      return isSource
          ? "h.user_id = any (cast(:people as " + type + "[]))"
          : "h.interaction_id in (select cast(cast(n.interaction_id as text) as "
              + type
              + ") from "
              + NOTED
              + " n where n.user_id = any (:people))";
    }

    String rowsByPerson() {
      return isSource
          ? "select cast(cast(h.user_id as text) as uuid) as person, count(*) as rows from "
              + name
              + " h where "
              + theirs()
              + " group by 1"
          : "select n.user_id as person, count(*) as rows from "
              + name
              + " h join (select distinct user_id, cast(cast(interaction_id as text) as "
              + type
              + ") as id from "
              + NOTED
              + " where user_id = any (:people)) n on n.id = h.interaction_id group by 1";
    }
  }

  /** Notes their interactions as Supabase has them now. */
  void noteInteractions() {
    supabase
        .jdbi()
        .useTransaction(
            handle -> {
              register(handle);
              handle
                  .createUpdate("delete from " + NOTED + " where not user_id = any (:people)")
                  .bindArray("people", UUID.class, people)
                  .execute();
              for (Holder source : sources(handle)) {
                handle
                    .createUpdate(
                        "insert into "
                            + NOTED
                            + " (user_id, interaction_id) select cast(cast(h.user_id as text) as uuid), h.id from "
                            + source.name()
                            + " h where "
                            + source.theirs())
                    .bindArray("people", UUID.class, people)
                    .execute();
              }
            });
  }

  /** Notes further interactions: {@code user_id}, {@code interaction_id}. */
  void noteInteractions(Dataset<Row> interactions) {
    Properties properties = supabase.connectionProperties();
    properties.setProperty("driver", "org.postgresql.Driver");
    // Spark writes texts; Postgres makes the ids of them.
    properties.setProperty("stringtype", "unspecified");
    interactions
        .coalesce(WRITES_AT_ONCE)
        .write()
        .mode(SaveMode.Append)
        .jdbc(supabase.url(), NOTED, properties);
  }

  /** Person and interaction as texts. */
  Dataset<Row> notedInteractions(SparkSession spark, String person, String interaction) {
    Properties properties = supabase.connectionProperties();
    properties.setProperty("driver", "org.postgresql.Driver");
    return spark
        .read()
        .jdbc(
            supabase.url(),
            "(select distinct user_id::text as "
                + person
                + ", interaction_id::text as "
                + interaction
                + " from "
                + NOTED
                + ") noted",
            properties);
  }

  /** How many rows of each table are theirs, by person; tables without any are left out. */
  public Map<String, Map<UUID, Long>> rows() {
    return supabase
        .jdbi()
        .withHandle(
            handle -> {
              register(handle);
              Map<String, Map<UUID, Long>> rows = new LinkedHashMap<>();
              for (Holder holder : holders(handle)) {
                Map<UUID, Long> byPerson = new HashMap<>();
                ask(handle, holder.rowsByPerson())
                    .map(
                        (row, context) ->
                            Map.entry(row.getObject("person", UUID.class), row.getLong("rows")))
                    .forEach(entry -> byPerson.put(entry.getKey(), entry.getValue()));
                if (!byPerson.isEmpty()) {
                  rows.put(holder.name(), byPerson);
                }
              }
              return rows;
            });
  }

  /** When Supabase first saw each of them. */
  public Map<UUID, Instant> firstSeen() {
    return supabase
        .jdbi()
        .withHandle(
            handle -> {
              register(handle);
              Map<UUID, Instant> first = new HashMap<>();
              for (Holder source : sources(handle)) {
                ask(
                        handle,
                        "select cast(cast(h.user_id as text) as uuid) as person, min(h.created_at) as first from "
                            + source.name()
                            + " h where isfinite(h.created_at) and "
                            + source.theirs()
                            + " group by 1")
                    .map(
                        (row, context) ->
                            Map.entry(
                                row.getObject("person", UUID.class),
                                row.getObject("first", OffsetDateTime.class).toInstant()))
                    .forEach(
                        entry ->
                            first.merge(
                                entry.getKey(), entry.getValue(), (a, b) -> a.isBefore(b) ? a : b));
              }
              return first;
            });
  }

  /**
   * Removes their rows from every table, in one transaction.
   *
   * @return how many rows went, by table
   * @throws JobException when the source is a view whose rows stayed
   */
  public Map<String, Long> removeRows() {
    return supabase
        .jdbi()
        .inTransaction(
            handle -> {
              register(handle);
              handle.execute("set local statement_timeout = 0");
              Map<String, Long> removed = new LinkedHashMap<>();
              for (Holder holder : holders(handle)) {
                if (holder.rowsOfItsOwn()) {
                  long rows =
                      handle
                          .createUpdate(
                              "delete from " + holder.name() + " h where " + holder.theirs())
                          .bindArray("people", UUID.class, people)
                          .execute();
                  if (rows > 0) {
                    removed.put(holder.name(), rows);
                  }
                }
              }
              checkViews(handle);
              return removed;
            });
  }

  /**
   * Has Postgres take the removed rows off its pages, where it lets this user.
   *
   * @return a warning for each table where it does not
   */
  public List<String> vacuum() {
    List<Holder> holders = supabase.jdbi().withHandle(this::holders);
    List<String> warnings = new ArrayList<>();
    try (Connection connection = supabase.dedicatedConnection();
        Statement statement = connection.createStatement()) {
      for (Holder holder : holders) {
        if (holder.rowsOfItsOwn() && !vacuumed(statement, holder.name())) {
          warnings.add(
              "Postgres did not let this user vacuum "
                  + holder.name()
                  + ": the removed rows stay on its pages until autovacuum comes by");
        }
      }
    } catch (SQLException e) {
      warnings.add(
          "Postgres was not vacuumed (SQLSTATE "
              + e.getSQLState()
              + "): the removed rows stay on its pages until autovacuum comes by");
    }
    return warnings;
  }

  private static boolean vacuumed(Statement statement, String table) throws SQLException {
    try {
      statement.clearWarnings();
      statement.execute("vacuum " + table);
      // Without the right to it Postgres says so in a warning, and goes on.
      return statement.getWarnings() == null;
    } catch (SQLException e) {
      return false;
    }
  }

  private void checkViews(Handle handle) {
    for (Holder source : sources(handle)) {
      if (!source.rowsOfItsOwn()
          && ask(
                  handle,
                  "select exists (select from "
                      + source.name()
                      + " h where "
                      + source.theirs()
                      + ")")
              .mapTo(Boolean.class)
              .one()) {
        throw JobException.failed(
            source.name() + " is a view, and still shows rows of persons who are to be forgotten",
            "Remove them where the view takes them from, then run erase again; nothing was removed from Supabase yet");
      }
    }
  }

  private Query ask(Handle handle, String sql) {
    return handle.createQuery(sql).bindArray("people", UUID.class, people);
  }

  private static void register(Handle handle) {
    handle.registerArrayType(UUID.class, "uuid");
  }

  /** What refers to interactions first, then the interactions. */
  private List<Holder> holders(Handle handle) {
    List<Holder> referring =
        handle
            .createQuery(
                """
                select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name,
                       format_type(a.atttypid, null) as type
                  from pg_attribute a
                  join pg_class c on c.oid = a.attrelid
                  join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
                   and a.attname = 'interaction_id' and not a.attisdropped
                   and c.oid <> cast(:noted as regclass)
                 order by 1
                """)
            .bind("noted", NOTED)
            .map(
                (row, context) ->
                    new Holder(row.getString("name"), row.getString("type"), false, true))
            .list();
    return Stream.concat(referring.stream(), sources(handle).stream()).toList();
  }

  private List<Holder> sources(Handle handle) {
    return Stream.of(OWN_TABLE, sourceTable)
        .distinct()
        .map(
            table ->
                handle
                    .createQuery(
                        """
                        select format_type(a.atttypid, null) as type, c.relkind in ('r', 'p', 'f') as own
                          from pg_attribute a join pg_class c on c.oid = a.attrelid
                         where c.oid = to_regclass(:table) and a.attname = 'user_id' and not a.attisdropped
                        """)
                    .bind("table", table)
                    .map(
                        (row, context) ->
                            new Holder(table, row.getString("type"), true, row.getBoolean("own")))
                    .findOne())
        .flatMap(java.util.Optional::stream)
        .toList();
  }
}

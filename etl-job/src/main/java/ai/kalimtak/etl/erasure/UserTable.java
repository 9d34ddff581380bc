package ai.kalimtak.etl.erasure;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * A table or view of Supabase that has rows of users, directly or by their interactions. Its SQL
 * has the parameter {@code :users}, an array of user ids.
 *
 * @param name qualified name, quoted for SQL
 * @param keyType type of the column that leads to the user: {@code user_id} in a source, {@code
 *     interaction_id} elsewhere
 * @param kind whether the table has the users' interactions or refers to them
 * @param isView whether its rows are stored elsewhere
 */
record UserTable(String name, String keyType, Kind kind, boolean isView) {
  /** The interactions of the users of one erasure. */
  static final String NOTED_INTERACTIONS = "public.erasure_interactions";

  private static final String DEFAULT_SOURCE = "public.user_interactions";

  enum Kind {
    SOURCE,
    REFERENCE
  }

  /** Returns every table: those that refer to interactions first, then the interactions. */
  static List<UserTable> all(Handle handle, String sourceTable) {
    return Stream.concat(references(handle).stream(), sources(handle, sourceTable).stream())
        .toList();
  }

  private static List<UserTable> references(Handle handle) {
    return handle
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
        .bind("noted", NOTED_INTERACTIONS)
        .map(
            (row, context) ->
                new UserTable(
                    row.getString("name"),
                    row.getString("type"),
                    Kind.REFERENCE,
                    /* isView= */ false))
        .list();
  }

  static List<UserTable> sources(Handle handle, String sourceTable) {
    return Stream.of(DEFAULT_SOURCE, sourceTable)
        .distinct()
        .map(
            table ->
                handle
                    .createQuery(
                        """
                        select format_type(a.atttypid, null) as type,
                               c.relkind not in ('r', 'p', 'f') as is_view
                          from pg_attribute a join pg_class c on c.oid = a.attrelid
                         where c.oid = to_regclass(:table) and a.attname = 'user_id' and not a.attisdropped
                        """)
                    .bind("table", table)
                    .map(
                        (row, context) ->
                            new UserTable(
                                table,
                                row.getString("type"),
                                Kind.SOURCE,
                                row.getBoolean("is_view")))
                    .findOne())
        .flatMap(Optional::stream)
        .toList();
  }

  /** The condition that a row {@code h} belongs to one of the users. */
  String condition() {
    return switch (kind) {
      case SOURCE -> "h.user_id = any (cast(:users as " + keyType + "[]))";
      case REFERENCE ->
          "h.interaction_id in (select cast(cast(n.interaction_id as text) as "
              + keyType
              + ") from "
              + NOTED_INTERACTIONS
              + " n where n.user_id = any (:users))";
    };
  }

  /** The query for {@code user_id} and the number of their {@code rows}. */
  String rowsByUser() {
    return switch (kind) {
      case SOURCE ->
          "select cast(cast(h.user_id as text) as uuid) as user_id, count(*) as rows from "
              + name
              + " h where "
              + condition()
              + " group by 1";
      case REFERENCE ->
          "select n.user_id as user_id, count(*) as rows from "
              + name
              + " h join (select distinct user_id, cast(cast(interaction_id as text) as "
              + keyType
              + ") as id from "
              + NOTED_INTERACTIONS
              + " where user_id = any (:users)) n on n.id = h.interaction_id group by 1";
    };
  }
}

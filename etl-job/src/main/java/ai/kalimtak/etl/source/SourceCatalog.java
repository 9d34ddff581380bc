package ai.kalimtak.etl.source;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** What Postgres's system catalogs say about the source table. */
public final class SourceCatalog {
  private final Handle handle;
  private final String table;

  SourceCatalog(Handle handle, String table) {
    this.handle = handle;
    this.table = table;
  }

  /**
   * Returns the identity of the table as far as its transaction ids are concerned: in another
   * cluster, a restored one (another timeline), another database, or after it was recreated, it is
   * another source. The form is {@code cluster/timeline/database/table}, in numbers; 0 for what
   * this user may not see.
   */
  public String identity() {
    String own =
        handle
            .createQuery(
                """
                select d.oid::text || '/' || cast(:table as regclass)::oid::text
                  from pg_database d where d.datname = current_database()
                """)
            .bind("table", table)
            .mapTo(String.class)
            .one();
    // Without permission, the query would abort the open transaction.
    handle.savepoint("identity");
    try {
      return handle
              .createQuery(
                  """
                  select system_identifier::text || '/' ||
                         case when pg_is_in_recovery() then (select timeline_id from pg_control_checkpoint())
                              else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
                         end
                    from pg_control_system()
                  """)
              .mapTo(String.class)
              .one()
          + "/"
          + own;
    } catch (UnableToExecuteStatementException e) {
      // If the connection broke, this fails too, so a broken connection is not another source.
      handle.rollbackToSavepoint("identity");
      return "0/0/" + own;
    }
  }

  public List<SourceColumns.Described> columns() {
    return handle
        .createQuery(
            """
            select a.attname, t.typname, t.typtype = 'e' as is_enum
              from pg_attribute a join pg_type t on t.oid = a.atttypid
             where a.attrelid = cast(:table as regclass) and a.attnum > 0 and not a.attisdropped
             order by a.attnum
            """)
        .bind("table", table)
        .map(
            (row, context) ->
                new SourceColumns.Described(
                    row.getString("attname"), row.getString("typname"), row.getBoolean("is_enum")))
        .list();
  }

  /**
   * Returns whether an enabled trigger stamps inserts and updates. A view is assumed to be based on
   * a table that has one.
   */
  public boolean isStamped() {
    return handle
        .createQuery(
            """
            select exists (select 1 from pg_class where oid = cast(:table as regclass) and relkind not in ('r', 'p'))
                or exists (
              select 1 from pg_trigger
               where tgrelid = cast(:table as regclass) and not tgisinternal and tgenabled in ('O', 'A')
                 and (tgtype::int & 23) = 23) -- row, before, insert, update
            """)
        .bind("table", table)
        .mapTo(Boolean.class)
        .one();
  }

  /** Returns whether a table or view of this name exists. */
  public boolean exists(String name) {
    return handle
        .createQuery("select to_regclass(:name) is not null")
        .bind("name", name)
        .mapTo(Boolean.class)
        .one();
  }
}

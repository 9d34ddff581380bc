package ai.kalimtak.etl.source;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.supabase.Supabase;
import ai.kalimtak.etl.copy.CopySource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jdbi.v3.core.Handle;

/**
 * The source table at one moment. A transaction stays open and exports its snapshot; the plan's
 * queries and all parallel reads use it, so exactly the counted rows are read.
 *
 * <p>Every transaction below {@link #xmin} has ended, so none can add a row below it later.
 */
public final class SourceSnapshot implements AutoCloseable {
  /** Postgres 14 is the first that can read a range of tuple ids without scanning the table. */
  private static final int TID_RANGE_SCANS_SINCE = 140_000;

  private final Supabase supabase;
  private final String table;
  private final Handle handle;
  private final SourceCatalog catalog;
  private final Facts facts;

  private record Facts(
      String snapshot, long xmin, long xmax, int serverVersion, boolean plainTable, long blocks) {}

  /** Number of rows in a window: all, and those that violate the contract. */
  public record Counts(long rows, long violating) {}

  private SourceSnapshot(Supabase supabase, String table, Handle handle) {
    this.supabase = supabase;
    this.table = table;
    this.handle = handle;
    this.catalog = new SourceCatalog(handle, table);
    this.facts =
        handle
            .createQuery(
                """
                select pg_export_snapshot() as snapshot,
                       pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin,
                       pg_snapshot_xmax(pg_current_snapshot())::text::bigint as xmax,
                       current_setting('server_version_num')::int as version,
                       c.relkind in ('r', 'm') as plain,
                       pg_relation_size(c.oid) / current_setting('block_size')::int as blocks
                  from pg_class c where c.oid = cast(:table as regclass)
                """)
            .bind("table", table)
            .map(
                (row, context) ->
                    new Facts(
                        row.getString("snapshot"),
                        row.getLong("xmin"),
                        row.getLong("xmax"),
                        row.getInt("version"),
                        row.getBoolean("plain"),
                        row.getLong("blocks")))
            .one();
  }

  /**
   * Opens a snapshot of the table.
   *
   * @throws JobException when the table does not exist or cannot be read
   */
  public static SourceSnapshot open(Supabase supabase, String table) {
    Handle handle = supabase.jdbi().open();
    try {
      if (!new SourceCatalog(handle, table).exists(table)) {
        throw JobException.failed(
            "there is no table " + table + " in " + supabase.server(),
            "Check etl.source-table, or run kalimtak migrate");
      }
      Connection connection = handle.getConnection();
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      handle.begin();
      // A pooler or a role may set timeouts, but the transaction must outlive the reads.
      handle.execute("set local statement_timeout = 0");
      handle.execute("set local idle_in_transaction_session_timeout = 0");
      return new SourceSnapshot(supabase, table, handle);
    } catch (SQLException e) {
      handle.close();
      throw JobException.failed("cannot read " + table, "Check that the database is running", e);
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  public SourceCatalog catalog() {
    return catalog;
  }

  public long xmin() {
    return facts.xmin();
  }

  public long xmax() {
    return facts.xmax();
  }

  /**
   * Counts the rows of a window.
   *
   * @param violation SQL expression that is null for a row that keeps the contract
   */
  public Counts count(String where, String violation) {
    return handle
        .createQuery(
            "select count(*) as rows, count("
                + violation
                + ") as violating from "
                + table
                + " where "
                + where)
        .map((row, context) -> new Counts(row.getLong("rows"), row.getLong("violating")))
        .one();
  }

  /** Counts the rows that violate the contract by reason, which is one of the rules. */
  public Map<String, Long> countByReason(String where, String violation) {
    Map<String, Long> rows = new TreeMap<>();
    handle
        .createQuery(
            "select violation, count(*) as rows from (select "
                + violation
                + " as violation from "
                + table
                + " where "
                + where
                + ") w where violation is not null group by 1")
        .map((row, context) -> Map.entry(row.getString("violation"), row.getLong("rows")))
        .forEach(entry -> rows.put(entry.getKey(), entry.getValue()));
    return rows;
  }

  public long countRows(String where) {
    return number("select count(*) from " + table + " where " + where);
  }

  public long number(String sql) {
    return handle.createQuery(sql).mapTo(Long.class).one();
  }

  /** Returns the dates of a one-column query; empty when there are more than {@code most}. */
  public Optional<List<LocalDate>> dates(String sql, int most) {
    List<LocalDate> dates =
        handle.createQuery(sql + " limit " + (most + 1)).mapTo(LocalDate.class).list();
    return dates.size() > most ? Optional.empty() : Optional.of(dates);
  }

  /**
   * Divides the rows of a window evenly between reads.
   *
   * @param wholeTable whether the window is the whole table: if so, the division is by blocks,
   *     which needs no index and no sort and reads each block once; otherwise by quantiles of the
   *     id
   */
  public Division divide(String where, int parts, boolean wholeTable) {
    if (parts <= 1) {
      return Division.NONE;
    }
    if (wholeTable && facts.plainTable() && facts.serverVersion() >= TID_RANGE_SCANS_SINCE) {
      return Division.at("ctid", blockBoundaries(facts.blocks(), parts));
    }
    List<String> quantiles =
        handle
            .createQuery(
                "select unnest(percentile_disc(array(select n::float8 / "
                    + parts
                    + " from generate_series(1, "
                    + (parts - 1)
                    + ") n)) within group (order by id))::text from "
                    + table
                    + " where "
                    + where)
            .mapTo(String.class)
            .list();
    return Division.at("id", quantiles);
  }

  /** Returns block boundaries as tuple ids, ascending. */
  static List<String> blockBoundaries(long blocks, int parts) {
    List<String> boundaries = new ArrayList<>();
    for (int part = 1; part < parts; part++) {
      boundaries.add("(" + blocks * part / parts + ",0)");
    }
    return boundaries;
  }

  /** Returns the transaction that keeps {@link #xmin} from advancing, if it is old enough. */
  public Optional<HeldBack> heldBack(long rowsWaiting, int olderThanSeconds) {
    return handle
        .createQuery(
            """
            select pid, coalesce(application_name, '') as name, coalesce(state, '') as state,
                   extract(epoch from clock_timestamp() - xact_start)::bigint as seconds
              from pg_stat_activity where backend_xid::text::bigint = :xmin % 4294967296
            union all
            select 0, gid, 'prepared', extract(epoch from clock_timestamp() - prepared)::bigint
              from pg_prepared_xacts where transaction::text::bigint = :xmin % 4294967296
            """)
        .bind("xmin", xmin())
        .map(
            (row, context) -> {
              long seconds = row.getLong("seconds");
              return new HeldBack(
                  row.getInt("pid"),
                  row.getString("name"),
                  row.getString("state"),
                  row.wasNull() ? -1 : seconds,
                  rowsWaiting);
            })
        .findFirst()
        .filter(found -> found.seconds() < 0 || found.seconds() >= olderThanSeconds);
  }

  /**
   * Returns a query of this snapshot with one read per part. It can be read while this is open.
   *
   * @param schema the schema of the selection
   * @param fromWhere the rest of the query, ending in a condition that the division narrows
   */
  public Dataset<Row> read(
      SparkSession spark,
      StructType schema,
      String selection,
      String fromWhere,
      Division division) {
    List<String> queries =
        division.predicates().stream()
            .map(predicate -> "select " + selection + " " + fromWhere + " and (" + predicate + ")")
            .toList();
    return CopySource.read(
        spark, schema, queries, supabase.url(), supabase.connectionProperties(), facts.snapshot());
  }

  public String table() {
    return table;
  }

  @Override
  public void close() {
    try (handle) {
      if (handle.isInTransaction()) {
        handle.rollback();
      }
    }
  }
}

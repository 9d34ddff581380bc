package ai.kalimtak.etl.pull;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.etl.EtlSettings;
import ai.kalimtak.etl.pull.EtlPlan.Mode;
import ai.kalimtak.etl.source.HeldBack;
import ai.kalimtak.etl.source.SourceColumns;
import ai.kalimtak.etl.source.SourceSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses the window of a run from where the lake stands and what the source is now. */
public final class EtlPlanner {
  private static final int MOST_DATES_NAMED = 400;
  private static final String XID = "xid/";
  private static final String UPDATED_AT = "updated-at/";

  private final SourceSnapshot source;
  private final SourceColumns columns;
  private final Contract contract;
  private final EtlSettings settings;

  public EtlPlanner(
      SourceSnapshot source, SourceColumns columns, Contract contract, EtlSettings settings) {
    this.source = source;
    this.columns = columns;
    this.contract = contract;
    this.settings = settings;
  }

  /**
   * @param last where the lake stands; empty when it does not say
   * @param full whether everything is asked for
   * @throws JobException when the source lost its transaction ids since the last pull
   */
  public EtlPlan plan(Optional<LakeHorizon> last, boolean full) {
    String identity = source.identity();
    String tracked = (columns.hasChangeXid() ? XID : UPDATED_AT) + identity;
    if (last.isPresent() && last.get().source().equals(XID + identity) && !columns.hasChangeXid()) {
      throw JobException.failed(
          "change_xid was dropped from " + source.table() + ", and the lake was pulled by it",
          "Add it back (kalimtak migrate), or accept less by pointing etl.source-table at a view without it");
    }
    Optional<String> resync = resync(last, tracked, full);
    return resync.isPresent()
        ? full(last, tracked, resync.get())
        : columns.hasChangeXid() ? incremental(last.orElseThrow()) : overlap(last.orElseThrow());
  }

  /** Why everything must be read, if so. */
  private Optional<String> resync(Optional<LakeHorizon> last, String tracked, boolean full) {
    if (last.isEmpty()) {
      return Optional.of("the lake does not say how far it has read");
    }
    if (full) {
      return Optional.of("asked for");
    }
    LakeHorizon horizon = last.get();
    if (!horizon.source().equals(tracked)) {
      return Optional.of(difference(horizon.source(), tracked) + " since the last pull");
    }
    if (columns.hasChangeXid() && horizon.position() > source.xmax()) {
      return Optional.of("the database's transaction ids have gone back since the last pull");
    }
    return columns.notInLake().stream()
        .filter(column -> isFilledBefore(column, horizon))
        .findFirst()
        .map(column -> "column " + column + " came with values for rows that did not change");
  }

  /**
   * Whether a column has values in rows that no later window holds: a default that came with the
   * column stamps no row. Asked once per column, since it looks through the table.
   */
  private boolean isFilledBefore(String column, LakeHorizon horizon) {
    String pulled =
        columns.hasChangeXid()
            ? "change_xid < '" + horizon.position() + "'::xid8"
            : "updated_at < " + time(horizon.position());
    return source.number(
            "select count(*) from (select 1 from "
                + source.table()
                + " where "
                + SourceColumns.quoted(column)
                + " is not null and "
                + pulled
                + " limit 1) filled")
        > 0;
  }

  private static String time(long micros) {
    return "timestamptz 'epoch' + interval '1 microsecond' * " + micros;
  }

  /** In the order of the identity's parts: how changes are tracked, cluster, time line, … */
  static String difference(String before, String now) {
    List<String> what =
        List.of(
            "changes are tracked otherwise",
            "the database is in another cluster",
            "the cluster was restored or failed over",
            "it is another database",
            "the table was made anew");
    String[] old = before.split("/", -1);
    String[] present = now.split("/", -1);
    for (int part = 0; part < Math.min(old.length, what.size()); part++) {
      if (part >= present.length || !old[part].equals(present[part])) {
        return what.get(part);
      }
    }
    return "it is another source";
  }

  private EtlPlan full(Optional<LakeHorizon> last, String tracked, String why) {
    List<String> warnings = warnings();
    long unreached = unreached(warnings);
    long position = columns.hasChangeXid() ? source.xmin() : latestUpdate();
    LakeHorizon next =
        new LakeHorizon(last.map(LakeHorizon::epoch).orElse(0L) + 1, tracked, position);
    // Everything visible, also above the horizon: the table is replaced, and would lack it.
    return new EtlPlan(
        Mode.FULL,
        why,
        0,
        next,
        "true",
        count("true"),
        Optional.empty(),
        0,
        Optional.empty(),
        unreached,
        Optional.empty(),
        warnings);
  }

  private EtlPlan incremental(LakeHorizon last) {
    List<String> warnings = warnings();
    if (!source.isStamped()) {
      warnings.add(
          "no enabled trigger stamps change_xid in "
              + source.table()
              + ": rows written without it can be missed; enable it, then run etl --full");
    }
    String window =
        "change_xid >= '"
            + last.position()
            + "'::xid8 and change_xid < '"
            + source.xmin()
            + "'::xid8";
    long unreached = unreached(warnings);
    String where = unreached == 0 ? window : "(" + window + " or " + aboveXmax() + ")";
    SourceSnapshot.Counts counts = count(where);
    Optional<String> tombstones = tombstones(window, warnings);
    long deletes =
        tombstones.map(sql -> source.number("select count(*) from (" + sql + ") d")).orElse(0L);
    return new EtlPlan(
        Mode.INCREMENTAL,
        "transactions from " + last.position() + " to below " + source.xmin(),
        last.position(),
        last.movedTo(source.xmin()),
        where,
        counts,
        gone(where, counts, deletes > 0 ? tombstones : Optional.empty()),
        deletes,
        dates(where, deletes > 0 ? tombstones : Optional.empty()),
        unreached,
        heldBack(),
        warnings);
  }

  private EtlPlan overlap(LakeHorizon last) {
    List<String> warnings = warnings();
    String where =
        "updated_at >= " + time(last.position() - settings.overlapMinutes() * 60_000_000L);
    SourceSnapshot.Counts counts = count(where);
    return new EtlPlan(
        Mode.OVERLAP,
        "updated_at since the last pull and "
            + settings.overlapMinutes()
            + " minutes before (etl.overlap-minutes)",
        last.position(),
        last.movedTo(Math.max(last.position(), latestUpdate())),
        where,
        counts,
        gone(where, counts, Optional.empty()),
        0,
        dates(where, Optional.empty()),
        0,
        Optional.empty(),
        warnings);
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (!columns.hasChangeXid()) {
      warnings.add(
          source.table()
              + " has no change_xid: a row whose transaction commits more than "
              + settings.overlapMinutes()
              + " minutes (etl.overlap-minutes) after it set updated_at is lost, and so is a change that leaves updated_at as it was; deletes show only after etl --full");
    }
    return warnings;
  }

  private SourceSnapshot.Counts count(String where) {
    return source.count(where, contract.violationSql());
  }

  /** Rows from the future: they are part of every window, else a window to come might miss them. */
  private long unreached(List<String> warnings) {
    long rows = columns.hasChangeXid() ? source.countRows(aboveXmax()) : 0;
    if (rows > 0) {
      warnings.add(
          rows
              + " rows carry a change_xid that this server has not reached (a dump of another one was loaded): every pull reads them again until select public.restamp_user_interactions() is run");
    }
    return rows;
  }

  private String aboveXmax() {
    return "change_xid >= '" + source.xmax() + "'::xid8";
  }

  private long latestUpdate() {
    return source.number(
        "select coalesce((extract(epoch from max(updated_at)) * 1000000)::bigint, 0) from "
            + source.table()
            + " where isfinite(updated_at) and updated_at <= now()");
  }

  private Optional<HeldBack> heldBack() {
    String waiting =
        "change_xid >= '"
            + source.xmin()
            + "'::xid8 and change_xid < '"
            + source.xmax()
            + "'::xid8";
    long rows = source.countRows(waiting);
    return rows == 0 ? Optional.empty() : source.heldBack(rows, settings.heldBackWarningSeconds());
  }

  /** Deleted rows, where no living one has taken their place. */
  private Optional<String> tombstones(String window, List<String> warnings) {
    Optional<String> table = settings.deletesTable();
    if (table.isEmpty() || !source.exists(table.get())) {
      warnings.add(
          table
                  .map(name -> "there is no table " + name + " (kalimtak migrate makes it)")
                  .orElse("etl.deletes-table names no table for " + source.table())
              + ": deletes in the source show only after etl --full");
      return Optional.empty();
    }
    return Optional.of(
        "select distinct d.id::text as interaction_id, "
            + utcDate("d.created_at")
            + " as event_date from "
            + table.get()
            + " d where "
            + window.replace("change_xid", "d.change_xid")
            + " and isfinite(d.created_at) and not exists (select 1 from "
            + source.table()
            + " i where i.id = d.id and isfinite(i.created_at) and "
            + utcDate("i.created_at")
            + " = "
            + utcDate("d.created_at")
            + ")");
  }

  /** A row that breaks the contract leaves the lake too: its last good state is no longer true. */
  private Optional<String> gone(
      String where, SourceSnapshot.Counts counts, Optional<String> tombstones) {
    List<String> queries = new ArrayList<>();
    tombstones.ifPresent(queries::add);
    if (counts.violating() > 0) {
      queries.add(
          "select id::text as interaction_id, "
              + utcDate(BronzeInteractions.CREATED_AT)
              + " as event_date from "
              + source.table()
              + " where "
              + where
              + " and isfinite(created_at) and "
              + contract.violationSql()
              + " is not null");
    }
    return queries.isEmpty() ? Optional.empty() : Optional.of(String.join(" union all ", queries));
  }

  private Optional<List<java.time.LocalDate>> dates(String where, Optional<String> tombstones) {
    String changed =
        "select distinct "
            + utcDate(BronzeInteractions.CREATED_AT)
            + " as event_date from "
            + source.table()
            + " where "
            + where
            + " and isfinite(created_at)";
    return source.dates(
        "select distinct event_date from ("
            + changed
            + tombstones.map(sql -> " union all select event_date from (" + sql + ") d").orElse("")
            + ") dates",
        MOST_DATES_NAMED);
  }

  private static String utcDate(String column) {
    return "(" + column + " at time zone 'UTC')::date";
  }
}

package ai.kalimtak.etl.pull;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.etl.pull.PullPlan.Departures;
import ai.kalimtak.etl.pull.PullPlan.Mode;
import ai.kalimtak.etl.pull.PullPlan.Window;
import ai.kalimtak.etl.source.HeldBack;
import ai.kalimtak.etl.source.SourceColumns;
import ai.kalimtak.etl.source.SourceSettings;
import ai.kalimtak.etl.source.SourceSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses the window of a pull from the lake's horizon and the state of the source. */
public final class PullPlanner {
  private static final String XID = "xid/";
  private static final String UPDATED_AT = "updated-at/";

  private final SourceSnapshot source;
  private final SourceColumns columns;
  private final Optional<String> deletesTable;
  private final PullSettings.Window settings;
  private final WindowQueries queries;

  public PullPlanner(
      SourceSnapshot source,
      SourceColumns columns,
      Contract contract,
      SourceSettings sourceSettings,
      PullSettings settings) {
    this.source = source;
    this.columns = columns;
    this.deletesTable = sourceSettings.deletesTable();
    this.settings = settings.window();
    this.queries = new WindowQueries(source, contract);
  }

  /**
   * Returns the plan of the next pull.
   *
   * @param last the lake's horizon; empty when it has none
   * @param full whether a full pull was requested
   * @throws JobException when the source lost its transaction ids since the last pull
   */
  public PullPlan plan(Optional<LakeHorizon> last, boolean full) {
    String identity = source.catalog().identity();
    String tracked = (columns.hasChangeXid() ? XID : UPDATED_AT) + identity;
    if (last.isPresent() && last.get().source().equals(XID + identity) && !columns.hasChangeXid()) {
      throw JobException.failed(
          "the lake was pulled by change_xid, which has been dropped from " + source.table(),
          "Restore the column (kalimtak migrate), or accept weaker guarantees by pointing etl.source-table at a view without it");
    }
    Optional<String> reason = reasonForFullPull(last, tracked, full);
    return reason.isPresent()
        ? full(last, tracked, reason.get())
        : columns.hasChangeXid() ? incremental(last.orElseThrow()) : overlap(last.orElseThrow());
  }

  private Optional<String> reasonForFullPull(
      Optional<LakeHorizon> last, String tracked, boolean requested) {
    if (last.isEmpty()) {
      return Optional.of("the lake has no record of an earlier pull");
    }
    if (requested) {
      return Optional.of("requested");
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
        .map(column -> "the new column " + column + " has values in rows that did not change");
  }

  /**
   * Returns whether a column has values in rows that no later window contains: adding a column with
   * a default stamps no row. The query scans the table, but runs only once per new column.
   */
  private boolean isFilledBefore(String column, LakeHorizon horizon) {
    String pulled =
        columns.hasChangeXid()
            ? "change_xid < '" + horizon.position() + "'::xid8"
            : "updated_at < " + WindowQueries.time(horizon.position());
    return queries.hasValue(SourceColumns.quoted(column), pulled);
  }

  /** Describes the first part in which two identities of a source differ. */
  static String difference(String before, String now) {
    List<String> descriptions =
        List.of(
            "the way changes are tracked is different",
            "the database is in another cluster",
            "the cluster was restored or failed over",
            "it is another database",
            "the table was recreated");
    String[] old = before.split("/", -1);
    String[] current = now.split("/", -1);
    for (int part = 0; part < Math.min(old.length, descriptions.size()); part++) {
      if (part >= current.length || !old[part].equals(current[part])) {
        return descriptions.get(part);
      }
    }
    return "it is another source";
  }

  private PullPlan full(Optional<LakeHorizon> last, String tracked, String why) {
    List<String> warnings = trackingWarnings();
    warnAboutUnreached(countUnreached(), warnings);
    long position = columns.hasChangeXid() ? source.xmin() : queries.latestUpdate();
    LakeHorizon next =
        new LakeHorizon(last.map(LakeHorizon::epoch).orElse(0L) + 1, tracked, position);
    // Includes the visible rows above the horizon: the table is replaced, and would lose them.
    String everything = "true";
    return new PullPlan(
        new Window(Mode.FULL, why, 0, next, everything),
        queries.count(everything),
        Departures.NONE,
        Optional.empty(),
        Optional.empty(),
        warnings);
  }

  private PullPlan incremental(LakeHorizon last) {
    List<String> warnings = trackingWarnings();
    if (!source.catalog().isStamped()) {
      warnings.add(
          "no enabled trigger stamps change_xid in "
              + source.table()
              + ": rows written without it can be missed; enable it, then run etl --full");
    }
    String between =
        "change_xid >= '"
            + last.position()
            + "'::xid8 and change_xid < '"
            + source.xmin()
            + "'::xid8";
    long unreached = countUnreached();
    warnAboutUnreached(unreached, warnings);
    String condition = unreached == 0 ? between : "(" + between + " or " + aboveXmax() + ")";
    SourceSnapshot.Counts counts = queries.count(condition);
    Optional<String> tombstones = tombstones(between, warnings);
    long deletes = tombstones.map(queries::countRowsOf).orElse(0L);
    Optional<String> deleted = deletes > 0 ? tombstones : Optional.empty();
    return new PullPlan(
        new Window(
            Mode.INCREMENTAL,
            "transactions from " + last.position() + " to below " + source.xmin(),
            last.position(),
            last.movedTo(source.xmin()),
            condition),
        counts,
        new Departures(queries.departures(condition, counts, deleted), deletes),
        queries.dates(condition, deleted),
        heldBack(),
        warnings);
  }

  private PullPlan overlap(LakeHorizon last) {
    String condition =
        "updated_at >= "
            + WindowQueries.time(last.position() - settings.overlapMinutes() * 60_000_000L);
    SourceSnapshot.Counts counts = queries.count(condition);
    return new PullPlan(
        new Window(
            Mode.OVERLAP,
            "updated_at since the last pull, and "
                + settings.overlapMinutes()
                + " minutes before it (etl.overlap-minutes)",
            last.position(),
            last.movedTo(Math.max(last.position(), queries.latestUpdate())),
            condition),
        counts,
        new Departures(queries.departures(condition, counts, Optional.empty()), 0),
        queries.dates(condition, Optional.empty()),
        Optional.empty(),
        trackingWarnings());
  }

  private List<String> trackingWarnings() {
    List<String> warnings = new ArrayList<>();
    if (!columns.hasChangeXid()) {
      warnings.add(
          source.table()
              + " has no change_xid: a row whose transaction commits more than "
              + settings.overlapMinutes()
              + " minutes (etl.overlap-minutes) after it set updated_at is lost, and so is a change that leaves updated_at unchanged; deletes take effect only with etl --full");
    }
    return warnings;
  }

  /**
   * Counts rows stamped by transactions that the server has not reached. They belong to every
   * window, because a later one might miss them.
   */
  private long countUnreached() {
    return columns.hasChangeXid() ? source.countRows(aboveXmax()) : 0;
  }

  private static void warnAboutUnreached(long rows, List<String> warnings) {
    if (rows > 0) {
      warnings.add(
          rows
              + " rows have a change_xid that this server has not reached (a dump of another server was loaded): every pull reads them again until you run select public.restamp_user_interactions()");
    }
  }

  private String aboveXmax() {
    return "change_xid >= '" + source.xmax() + "'::xid8";
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

  private Optional<String> tombstones(String window, List<String> warnings) {
    if (deletesTable.isEmpty() || !source.catalog().exists(deletesTable.get())) {
      warnings.add(
          deletesTable
                  .map(name -> "there is no table " + name + " (create it with kalimtak migrate)")
                  .orElse("etl.deletes-table names no table for " + source.table())
              + ": deletes in the source take effect only with etl --full");
      return Optional.empty();
    }
    return Optional.of(queries.tombstones(deletesTable.get(), window));
  }
}

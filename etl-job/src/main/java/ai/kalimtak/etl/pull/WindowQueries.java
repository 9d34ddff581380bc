package ai.kalimtak.etl.pull;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.etl.source.SourceSnapshot;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Queries about the rows of a window and the rows that leave the lake with it. */
final class WindowQueries {
  private static final int MAX_DATES = 400;

  private final SourceSnapshot source;
  private final Contract contract;

  WindowQueries(SourceSnapshot source, Contract contract) {
    this.source = source;
    this.contract = contract;
  }

  /** The SQL literal of a time in microseconds since 1970. */
  static String time(long micros) {
    return "timestamptz 'epoch' + interval '1 microsecond' * " + micros;
  }

  SourceSnapshot.Counts count(String condition) {
    return source.count(condition, contract.violationSql());
  }

  /** The latest {@code updated_at} that is not in the future, in microseconds since 1970. */
  long latestUpdate() {
    return source.number(
        "select coalesce((extract(epoch from max(updated_at)) * 1000000)::bigint, 0) from "
            + source.table()
            + " where isfinite(updated_at) and updated_at <= now()");
  }

  /** Whether a row that matches the condition has a value in the column. */
  boolean hasValue(String quotedColumn, String condition) {
    return source.number(
            "select count(*) from (select 1 from "
                + source.table()
                + " where "
                + quotedColumn
                + " is not null and "
                + condition
                + " limit 1) filled")
        > 0;
  }

  /**
   * Returns the query for rows that were deleted in the source and not inserted again.
   *
   * @param window condition on {@code change_xid}
   */
  String tombstones(String deletesTable, String window) {
    return "select distinct d.id::text as interaction_id, "
        + utcDate("d.created_at")
        + " as event_date from "
        + deletesTable
        + " d where "
        + window.replace("change_xid", "d.change_xid")
        + " and isfinite(d.created_at) and not exists (select 1 from "
        + source.table()
        + " i where i.id = d.id and isfinite(i.created_at) and "
        + utcDate("i.created_at")
        + " = "
        + utcDate("d.created_at")
        + ")";
  }

  long countRowsOf(String query) {
    return source.number("select count(*) from (" + query + ") d");
  }

  /**
   * Returns the query for the rows that leave the lake: deleted rows, and rows that now violate the
   * contract, because their last good state is no longer true.
   */
  Optional<String> departures(
      String condition, SourceSnapshot.Counts counts, Optional<String> tombstones) {
    Optional<String> violating =
        counts.violating() == 0
            ? Optional.empty()
            : Optional.of(
                "select id::text as interaction_id, "
                    + utcDate(BronzeInteractions.CREATED_AT)
                    + " as event_date from "
                    + source.table()
                    + " where "
                    + condition
                    + " and isfinite(created_at) and "
                    + contract.violationSql()
                    + " is not null");
    String queries =
        Stream.of(tombstones, violating)
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" union all "));
    return queries.isEmpty() ? Optional.empty() : Optional.of(queries);
  }

  /** The event dates of the window and of deleted rows; empty when there are too many to list. */
  Optional<List<LocalDate>> dates(String condition, Optional<String> tombstones) {
    String changed =
        "select distinct "
            + utcDate(BronzeInteractions.CREATED_AT)
            + " as event_date from "
            + source.table()
            + " where "
            + condition
            + " and isfinite(created_at)";
    return source.dates(
        "select distinct event_date from ("
            + changed
            + tombstones.map(sql -> " union all select event_date from (" + sql + ") d").orElse("")
            + ") dates",
        MAX_DATES);
  }

  private static String utcDate(String column) {
    return "(" + column + " at time zone 'UTC')::date";
  }
}

package ai.kalimtak.etl.exactness;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * A copy of {@code user_interactions} that is kept up to date with a cursor over {@code
 * updated_at}, as by tools that ignore transactions: it reads the rows that are later than the
 * latest row read so far, overwrites its own, and remembers the latest time.
 */
public final class CursorCopy {
  private final Jdbi jdbi;
  private final String condition;
  private final Map<String, String> rows = new HashMap<>();
  private Optional<OffsetDateTime> latest = Optional.empty();

  private CursorCopy(Jdbi jdbi, String condition) {
    this.jdbi = jdbi;
    this.condition = condition;
  }

  /** Reads {@code updated_at > latest}. */
  public static CursorCopy strict(Jdbi jdbi) {
    return new CursorCopy(jdbi, "updated_at > :latest");
  }

  /** Reads {@code updated_at >= latest - lag}, which finds rows that commit late by up to a lag. */
  public static CursorCopy lagging(Jdbi jdbi, Duration lag) {
    return new CursorCopy(
        jdbi,
        "updated_at >= cast(:latest as timestamptz) - interval '1 millisecond' * "
            + lag.toMillis());
  }

  public synchronized void pull() {
    jdbi.useHandle(
        handle -> {
          var query =
              handle.createQuery(
                  "select id::text as id, md5(i::text) as state, updated_at from user_interactions i where "
                      + latest.map(time -> condition).orElse("true"));
          latest.ifPresent(time -> query.bind("latest", time));
          query
              .map(
                  (row, context) -> {
                    rows.put(row.getString("id"), row.getString("state"));
                    return row.getObject("updated_at", OffsetDateTime.class);
                  })
              .forEach(
                  time ->
                      latest =
                          latest
                              .filter(before -> before.isAfter(time))
                              .or(() -> Optional.of(time)));
        });
  }

  /** Compares the copy with the current source. */
  public synchronized Difference difference() {
    Map<String, String> source = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "select id::text as id, md5(i::text) as state from user_interactions i")
                .map((row, context) -> Map.entry(row.getString("id"), row.getString("state")))
                .forEach(row -> source.put(row.getKey(), row.getValue())));
    long missing = source.keySet().stream().filter(id -> !rows.containsKey(id)).count();
    long surplus = rows.keySet().stream().filter(id -> !source.containsKey(id)).count();
    long stale =
        source.entrySet().stream()
            .filter(row -> rows.containsKey(row.getKey()))
            .filter(row -> !rows.get(row.getKey()).equals(row.getValue()))
            .count();
    return new Difference(source.size(), rows.size(), missing, stale, surplus, 0);
  }
}

package ai.kalimtak.etl.erasure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything that was found of one user before anything was removed. It is stored with the request,
 * because a run after a crash finds less.
 *
 * @param at the time of the first search
 * @param interactions number of interactions, wherever they are stored
 * @param rows number of rows by table; tables without any are left out
 * @param models model versions that were, or may have been, trained on the rows
 */
public record ErasureFinding(
    Instant at, long interactions, Map<String, Long> rows, List<SeenByModel> models) {

  static ErasureFinding now(long interactions, Map<String, Long> rows, List<SeenByModel> models) {
    // Postgres stores microseconds.
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return new ErasureFinding(now, interactions, rows, models);
  }

  /** Combines this finding with an earlier one, after which some rows may have been removed. */
  ErasureFinding and(ErasureFinding earlier) {
    Map<String, Long> most = new TreeMap<>(rows);
    earlier.rows.forEach((table, count) -> most.merge(table, count, Math::max));
    return new ErasureFinding(
        earlier.at,
        Math.max(interactions, earlier.interactions),
        most,
        Stream.concat(
                earlier.models.stream(),
                models.stream()
                    .filter(model -> earlier.models.stream().noneMatch(model::isSameVersion)))
            .sorted()
            .toList());
  }
}

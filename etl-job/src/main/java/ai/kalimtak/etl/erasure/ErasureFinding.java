package ai.kalimtak.etl.erasure;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was found of one person before anything was removed. It is stored with the request, so that
 * a run after a crash, which finds less, still knows it.
 *
 * @param at when it was first looked for
 * @param interactions their interactions, wherever they lie
 * @param rows rows by table; tables without any are left out
 * @param models versions that learnt from their rows, or may have
 */
public record ErasureFinding(
    Instant at, long interactions, Map<String, Long> rows, List<SeenByModel> models) {

  /** What two searches found, one of them before the other had removed a part. */
  public ErasureFinding and(ErasureFinding earlier) {
    Map<String, Long> most = new TreeMap<>(rows);
    earlier.rows.forEach((table, count) -> most.merge(table, count, Math::max));
    return new ErasureFinding(
        earlier.at,
        Math.max(interactions, earlier.interactions),
        most,
        Stream.concat(
                earlier.models.stream(),
                models.stream()
                    .filter(model -> earlier.models.stream().noneMatch(model::isVersionOf)))
            .sorted()
            .toList());
  }
}

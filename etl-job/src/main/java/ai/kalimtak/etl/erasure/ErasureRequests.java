package ai.kalimtak.etl.erasure;

import ai.kalimtak.common.json.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table {@code erasure_requests}. */
public final class ErasureRequests {
  private final Jdbi jdbi;

  public ErasureRequests(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * A request that is not complete.
   *
   * @param finding what an earlier run found before it broke off
   */
  public record Open(UUID person, Instant requestedAt, Optional<ErasureFinding> finding) {}

  /** Files requests for persons who have none open; returns how many are new. */
  public int file(List<UUID> people) {
    if (people.isEmpty()) {
      return 0;
    }
    return jdbi.inTransaction(
        handle -> {
          int filed = 0;
          PreparedBatch batch =
              handle.prepareBatch(
                  "insert into erasure_requests (user_id) values (:person) on conflict (user_id) where completed_at is null do nothing");
          people.forEach(person -> batch.bind("person", person).add());
          for (int rows : batch.execute()) {
            filed += rows;
          }
          return filed;
        });
  }

  /** Oldest first. */
  public List<Open> open() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select user_id, requested_at, evidence -> 'begun' as begun from erasure_requests where completed_at is null order by requested_at, user_id")
                .map(
                    (row, context) ->
                        new Open(
                            row.getObject("user_id", UUID.class),
                            row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                            Optional.ofNullable(row.getString("begun"))
                                .map(begun -> Json.read(begun, ErasureFinding.class))))
                .list());
  }

  /** Stores what was found, before any of it is removed. */
  public void begin(Map<UUID, ErasureFinding> findings) {
    update(
        "update erasure_requests set evidence = jsonb_build_object('begun', cast(:json as jsonb)) where user_id = :person and completed_at is null",
        findings);
  }

  /** Stores the evidence, and forgets which interactions they were, in one transaction. */
  public void complete(Map<UUID, ErasureEvidence> evidence, Instant at) {
    jdbi.useTransaction(
        handle -> {
          PreparedBatch batch =
              handle.prepareBatch(
                  "update erasure_requests set completed_at = :at, evidence = cast(:json as jsonb) where user_id = :person and completed_at is null");
          evidence.forEach(
              (person, proof) ->
                  batch.bind("at", at).bind("json", proof.json()).bind("person", person).add());
          batch.execute();
          handle.execute("delete from erasure_interactions");
        });
  }

  private void update(String sql, Map<UUID, ?> values) {
    jdbi.useTransaction(
        handle -> {
          PreparedBatch batch = handle.prepareBatch(sql);
          values.forEach(
              (person, value) ->
                  batch.bind("json", Json.write(value)).bind("person", person).add());
          batch.execute();
        });
  }
}

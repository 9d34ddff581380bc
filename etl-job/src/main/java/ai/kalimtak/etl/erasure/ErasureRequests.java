package ai.kalimtak.etl.erasure;

import ai.kalimtak.common.json.Json;
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

  /** Files requests for users who have none open; returns how many are new. */
  public int file(List<UUID> users) {
    if (users.isEmpty()) {
      return 0;
    }
    return jdbi.inTransaction(
        handle -> {
          int filed = 0;
          PreparedBatch batch =
              handle.prepareBatch(
                  "insert into erasure_requests (user_id) values (:user) on conflict (user_id) where completed_at is null do nothing");
          users.forEach(user -> batch.bind("user", user).add());
          for (int rows : batch.execute()) {
            filed += rows;
          }
          return filed;
        });
  }

  /** Returns the open requests, oldest first. */
  public List<OpenRequest> open() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select user_id, requested_at, evidence -> 'begun' as begun from erasure_requests where completed_at is null order by requested_at, user_id")
                .map(
                    (row, context) ->
                        new OpenRequest(
                            row.getObject("user_id", UUID.class),
                            row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                            Optional.ofNullable(row.getString("begun"))
                                .map(begun -> Json.read(begun, ErasureFinding.class))))
                .list());
  }

  /** Stores the findings, before anything is removed. */
  public void begin(Map<UUID, ErasureFinding> findings) {
    jdbi.useTransaction(
        handle -> {
          PreparedBatch batch =
              handle.prepareBatch(
                  "update erasure_requests set evidence = jsonb_build_object('begun', cast(:json as jsonb)) where user_id = :user and completed_at is null");
          findings.forEach(
              (user, finding) -> batch.bind("json", Json.write(finding)).bind("user", user).add());
          batch.execute();
        });
  }

  /** Stores the evidence and deletes the notes of the users' interactions, in one transaction. */
  public void complete(
      ErasureEvidence.Run run, List<OpenRequest> requests, Map<UUID, ErasureFinding> findings) {
    jdbi.useTransaction(
        handle -> {
          PreparedBatch batch =
              handle.prepareBatch(
                  "update erasure_requests set completed_at = :at, evidence = cast(:json as jsonb) where user_id = :user and completed_at is null");
          for (OpenRequest request : requests) {
            ErasureEvidence evidence =
                ErasureEvidence.of(run, request, findings.get(request.user()));
            batch
                .bind("at", run.completedAt())
                .bind("json", evidence.json())
                .bind("user", request.user())
                .add();
          }
          batch.execute();
          handle.execute("delete from " + UserTable.NOTED_INTERACTIONS);
        });
  }
}

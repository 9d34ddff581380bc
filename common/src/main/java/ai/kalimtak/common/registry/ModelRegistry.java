package ai.kalimtak.common.registry;

import ai.kalimtak.common.json.ContractValue;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.registry.ModelVersion.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The tables {@code model_versions} and {@code model_events}. Every change is one transaction,
 * together with its row in {@code model_events}, under a lock per model, so version numbers are
 * unique and have no gaps.
 */
public final class ModelRegistry {
  private static final String RETRAINING_ADVISED = "retraining-advised";
  private static final String COLUMNS =
      "model_name, version, status, artifact_uri, artifact_sha256, dataset_version, dataset_fingerprint, parent_version,"
          + " algorithm, params::text as params, metrics::text as metrics, verdict::text as verdict, code_version, run_id, created_at";

  private final Jdbi jdbi;

  public ModelRegistry(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Registers the next version of a model.
   *
   * @param publish moves the artifact to the folder of the given version and returns its URI;
   *     called inside the transaction, so if the transaction fails, the folder belongs to no
   *     version and the next attempt replaces it
   */
  public ModelVersion register(ModelDraft draft, String actor, IntFunction<String> publish) {
    return jdbi.inTransaction(
        handle -> {
          lock(handle, draft.modelName());
          OptionalInt parent = latestVersion(handle, draft.modelName());
          int version = parent.orElse(0) + 1;
          String uri = publish.apply(version);
          handle
              .createUpdate(
                  """
                  insert into model_versions (model_name, version, artifact_uri, artifact_sha256, dataset_version,
                    dataset_fingerprint, parent_version, algorithm, params, metrics, code_version, run_id)
                  values (:name, :version, :uri, :sha, :datasetVersion, :fingerprint, :parent, :algorithm,
                    cast(:params as jsonb), cast(:metrics as jsonb), :code, :run)
                  """)
              .bind("name", draft.modelName())
              .bind("version", version)
              .bind("uri", uri)
              .bind("sha", draft.artifactSha256())
              .bind("datasetVersion", draft.datasetVersion())
              .bind("fingerprint", draft.datasetFingerprint())
              .bind("parent", parent.isPresent() ? parent.getAsInt() : null)
              .bind("algorithm", draft.algorithm())
              .bind("params", Json.write(draft.params()))
              .bind("metrics", Json.write(Map.of("validation", draft.metrics())))
              .bind("code", draft.codeVersion())
              .bind("run", draft.runId())
              .execute();
          record(
              handle,
              actor,
              draft.modelName(),
              version,
              "registered",
              "trained on gold/training_data version " + draft.datasetVersion(),
              draft.artifactSha256(),
              Map.of("artifact_uri", uri));
          return find(handle, draft.modelName(), version).orElseThrow();
        });
  }

  /**
   * Records the metrics and the verdict of an evaluation; the status becomes approved or rejected.
   *
   * @param metrics metrics on the test split, stored under {@code test} next to those of training
   * @param evidenceSha256 SHA-256 of the verdict's JSON
   */
  public void recordVerdict(
      ModelVersion version,
      boolean approved,
      Object metrics,
      Object verdict,
      String reason,
      String evidenceSha256,
      String actor) {
    Status status = approved ? Status.APPROVED : Status.REJECTED;
    jdbi.useTransaction(
        handle -> {
          lock(handle, version.modelName());
          handle
              .createUpdate(
                  """
                  update model_versions
                     set status = :status, verdict = cast(:verdict as jsonb),
                         metrics = metrics || jsonb_build_object('test', cast(:metrics as jsonb))
                   where model_name = :name and version = :version
                  """)
              .bind("status", ContractValue.of(status))
              .bind("verdict", Json.write(verdict))
              .bind("metrics", Json.write(metrics))
              .bind("name", version.modelName())
              .bind("version", version.version())
              .execute();
          record(
              handle,
              actor,
              version.modelName(),
              version.version(),
              ContractValue.of(status),
              reason,
              evidenceSha256,
              null);
        });
  }

  /**
   * Records in {@code model_events} that a version should be replaced by a newly trained one;
   * repeated calls record it once.
   */
  public void adviseRetraining(String modelName, int version, String reason, String actor) {
    jdbi.useTransaction(
        handle -> {
          lock(handle, modelName);
          if (!isRetrainingAdvised(handle, modelName, version)) {
            record(handle, actor, modelName, version, RETRAINING_ADVISED, reason, null, null);
          }
        });
  }

  /** Returns whether {@link #adviseRetraining} was called for this version. */
  public boolean isRetrainingAdvised(ModelVersion version) {
    return jdbi.withHandle(
        handle -> isRetrainingAdvised(handle, version.modelName(), version.version()));
  }

  private static boolean isRetrainingAdvised(Handle handle, String modelName, int version) {
    return handle
        .createQuery(
            "select exists (select from model_events where model_name = :name and version = :version and kind = :kind)")
        .bind("name", modelName)
        .bind("version", version)
        .bind("kind", RETRAINING_ADVISED)
        .mapTo(Boolean.class)
        .one();
  }

  public Optional<ModelVersion> find(String modelName, int version) {
    return jdbi.withHandle(handle -> find(handle, modelName, version));
  }

  public Optional<ModelVersion> latest(String modelName) {
    return jdbi.withHandle(
        handle ->
            one(
                handle,
                "where model_name = :name order by version desc limit 1",
                Map.of("name", modelName)));
  }

  /** Returns all versions with this status, ordered by model and version. */
  public List<ModelVersion> withStatus(Status status) {
    return jdbi.withHandle(
        handle ->
            all(
                handle,
                "where status = :status order by model_name, version",
                Map.of("status", ContractValue.of(status))));
  }

  /** Returns all versions, ordered by model, newest first. */
  public List<ModelVersion> all() {
    return jdbi.withHandle(handle -> all(handle, "order by model_name, version desc", Map.of()));
  }

  /** Returns the active version, which serves all traffic that no ramping version takes. */
  public Optional<ModelVersion> inProduction(String modelName) {
    return jdbi.withHandle(
        handle ->
            one(
                handle,
                "join (select model_name, version from model_deployments where state = 'active') active using (model_name, version) where model_name = :name",
                Map.of("name", modelName)));
  }

  /** Makes a concurrent transaction on the same model wait. */
  static void lock(Handle handle, String modelName) {
    handle.execute(
        "select pg_advisory_xact_lock(hashtext('kalimtak model'), hashtext(?))", modelName);
  }

  static void record(
      Handle handle,
      String actor,
      String modelName,
      int version,
      String kind,
      String reason,
      String evidenceSha256,
      Object payload) {
    handle
        .createUpdate(
            """
            insert into model_events (actor, model_name, version, kind, reason, evidence_sha256, payload)
            values (:actor, :name, :version, :kind, :reason, :evidence, cast(:payload as jsonb))
            """)
        .bind("actor", actor)
        .bind("name", modelName)
        .bind("version", version)
        .bind("kind", kind)
        .bind("reason", reason)
        .bind("evidence", evidenceSha256)
        .bind("payload", payload == null ? null : Json.write(payload))
        .execute();
  }

  private static OptionalInt latestVersion(Handle handle, String modelName) {
    return handle
        .createQuery("select max(version) from model_versions where model_name = :name")
        .bind("name", modelName)
        .mapTo(Integer.class)
        .findOne()
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  private static Optional<ModelVersion> find(Handle handle, String modelName, int version) {
    return one(
        handle,
        "where model_name = :name and version = :version",
        Map.of("name", modelName, "version", version));
  }

  private static Optional<ModelVersion> one(Handle handle, String which, Map<String, ?> values) {
    return all(handle, which, values).stream().findFirst();
  }

  private static List<ModelVersion> all(Handle handle, String which, Map<String, ?> values) {
    return handle
        .createQuery("select " + COLUMNS + " from model_versions " + which)
        .bindMap(values)
        .map(ModelRegistry::map)
        .list();
  }

  private static ModelVersion map(ResultSet row, StatementContext context) throws SQLException {
    int parent = row.getInt("parent_version");
    OptionalInt parentVersion = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(parent);
    return new ModelVersion(
        row.getString("model_name"),
        row.getInt("version"),
        ContractValue.parse(Status.class, row.getString("status")),
        row.getString("artifact_uri"),
        row.getString("artifact_sha256"),
        row.getLong("dataset_version"),
        row.getString("dataset_fingerprint"),
        parentVersion,
        row.getString("algorithm"),
        Json.read(row.getString("params")),
        Json.read(row.getString("metrics")),
        Optional.ofNullable(row.getString("verdict")).map(Json::read),
        row.getString("code_version"),
        row.getLong("run_id"),
        row.getObject("created_at", OffsetDateTime.class));
  }
}

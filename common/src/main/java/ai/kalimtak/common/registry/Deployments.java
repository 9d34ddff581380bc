package ai.kalimtak.common.registry;

import ai.kalimtak.common.json.ContractValue;
import ai.kalimtak.common.registry.Deployment.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The table {@code model_deployments}. Every change is one transaction, together with its row in
 * {@code model_events}.
 */
public final class Deployments {
  private static final String COLUMNS =
      "id, model_name, version, stage, traffic_percent, state, reason, started_at, stage_at, ended_at";

  private final Jdbi jdbi;

  public Deployments(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Returns the deployments of all models, newest first. */
  public List<Deployment> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select " + COLUMNS + " from model_deployments order by model_name, id desc")
                .map(Deployments::map)
                .list());
  }

  /** A version that currently serves traffic. */
  public record Serving(String model, int version, int trafficPercent, String state) {}

  /** Returns the serving versions; the active one gets the traffic that no ramping one takes. */
  public List<Serving> serving() {
    List<Deployment> now =
        all().stream().filter(deployment -> deployment.endedAt().isEmpty()).toList();
    return now.stream()
        .map(
            deployment ->
                new Serving(
                    deployment.modelName(),
                    deployment.version(),
                    share(deployment, now),
                    ContractValue.of(deployment.state())))
        .toList();
  }

  private static int share(Deployment deployment, List<Deployment> now) {
    return deployment.state() == State.RAMPING
        ? deployment.trafficPercent()
        : 100
            - now.stream()
                .filter(other -> other.state() == State.RAMPING)
                .filter(other -> other.modelName().equals(deployment.modelName()))
                .mapToInt(Deployment::trafficPercent)
                .sum();
  }

  /** Returns the deployments of one model, newest first. */
  public List<Deployment> of(String modelName) {
    return jdbi.withHandle(handle -> of(handle, modelName));
  }

  /** Starts the ramp of a version, next to the active one. */
  public void begin(
      String modelName, int version, int trafficPercent, String reason, String actor) {
    jdbi.useTransaction(
        handle -> {
          ModelRegistry.lock(handle, modelName);
          insert(handle, modelName, version, 1, trafficPercent, State.RAMPING, reason);
          ledger(handle, actor, modelName, version, "ramp_started", reason, trafficPercent);
        });
  }

  /** Moves a ramping version to its next stage. */
  public void advance(
      Deployment ramping, int stage, int trafficPercent, String reason, String actor) {
    jdbi.useTransaction(
        handle -> {
          ModelRegistry.lock(handle, ramping.modelName());
          handle
              .createUpdate(
                  "update model_deployments set stage = :stage, traffic_percent = :percent, reason = :reason, stage_at = now() where id = :id and state = 'ramping'")
              .bind("stage", stage)
              .bind("percent", trafficPercent)
              .bind("reason", reason)
              .bind("id", ramping.id())
              .execute();
          ledger(
              handle,
              actor,
              ramping.modelName(),
              ramping.version(),
              "ramp_advanced",
              reason,
              trafficPercent);
        });
  }

  /**
   * Gives a version all traffic and supersedes the active one, if any.
   *
   * @param ramping the version's ramp, if it had one
   * @param stage the ramp's last stage
   */
  public void activate(
      String modelName,
      int version,
      Optional<Deployment> ramping,
      int stage,
      String reason,
      String actor) {
    jdbi.useTransaction(
        handle -> {
          ModelRegistry.lock(handle, modelName);
          handle
              .createUpdate(
                  "update model_deployments set state = 'superseded', traffic_percent = 0, ended_at = now(), reason = :reason where model_name = :name and state = 'active'")
              .bind("reason", "superseded by v" + version)
              .bind("name", modelName)
              .execute();
          if (ramping.isPresent()) {
            handle
                .createUpdate(
                    "update model_deployments set state = 'active', stage = :stage, traffic_percent = 100, reason = :reason, stage_at = now() where id = :id")
                .bind("stage", stage)
                .bind("reason", reason)
                .bind("id", ramping.get().id())
                .execute();
          } else {
            insert(handle, modelName, version, stage, 100, State.ACTIVE, reason);
          }
          ledger(handle, actor, modelName, version, "activated", reason, 100);
        });
  }

  /**
   * Takes a version out of service and activates a replacement, if given, in the same transaction.
   */
  public void rollBack(
      Deployment serving, Optional<Integer> replacement, String reason, String actor) {
    jdbi.useTransaction(
        handle -> {
          ModelRegistry.lock(handle, serving.modelName());
          handle
              .createUpdate(
                  "update model_deployments set state = 'rolled_back', traffic_percent = 0, ended_at = now(), reason = :reason where id = :id and ended_at is null")
              .bind("reason", reason)
              .bind("id", serving.id())
              .execute();
          ledger(handle, actor, serving.modelName(), serving.version(), "rolled_back", reason, 0);
          if (replacement.isPresent()) {
            String why = "back in place of v" + serving.version();
            insert(handle, serving.modelName(), replacement.get(), 1, 100, State.ACTIVE, why);
            ledger(handle, actor, serving.modelName(), replacement.get(), "activated", why, 100);
          }
        });
  }

  private static void insert(
      Handle handle,
      String modelName,
      int version,
      int stage,
      int percent,
      State state,
      String reason) {
    handle
        .createUpdate(
            "insert into model_deployments (model_name, version, stage, traffic_percent, state, reason) values (:name, :version, :stage, :percent, :state, :reason)")
        .bind("name", modelName)
        .bind("version", version)
        .bind("stage", stage)
        .bind("percent", percent)
        .bind("state", ContractValue.of(state))
        .bind("reason", reason)
        .execute();
  }

  private static void ledger(
      Handle handle,
      String actor,
      String modelName,
      int version,
      String kind,
      String reason,
      int percent) {
    ModelRegistry.record(
        handle, actor, modelName, version, kind, reason, null, Map.of("traffic_percent", percent));
  }

  private static List<Deployment> of(Handle handle, String modelName) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + " from model_deployments where model_name = :name order by id desc")
        .bind("name", modelName)
        .map(Deployments::map)
        .list();
  }

  private static Deployment map(ResultSet row, StatementContext context) throws SQLException {
    return new Deployment(
        row.getLong("id"),
        row.getString("model_name"),
        row.getInt("version"),
        row.getInt("stage"),
        row.getInt("traffic_percent"),
        ContractValue.parse(State.class, row.getString("state")),
        row.getString("reason"),
        row.getObject("started_at", OffsetDateTime.class),
        row.getObject("stage_at", OffsetDateTime.class),
        Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class)));
  }
}

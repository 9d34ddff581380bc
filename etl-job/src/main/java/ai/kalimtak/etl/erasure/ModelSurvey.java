package ai.kalimtak.etl.erasure;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.json.ContractValue;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Finds the model versions that were trained on users' rows, by the data set of each version. */
final class ModelSurvey {
  private static final String NEVER_SERVED = "none";

  private final JobContext context;

  ModelSurvey(JobContext context) {
    this.context = context;
  }

  /**
   * Finds the model versions that were, or may have been, trained on rows of the users.
   *
   * @param firstSeen when each user was first seen; users who were never seen are missing
   * @return model versions by user, without archived ones
   */
  Map<UUID, List<SeenByModel>> trainedOn(ErasureInLake users, Map<UUID, Instant> firstSeen) {
    List<ModelVersion> versions =
        context.registry().all().stream()
            .filter(version -> version.status() != ModelVersion.Status.ARCHIVED)
            .toList();
    Map<String, String> deployments = latestDeployments();
    Map<Long, Instant> commits = commits();
    Map<Long, Optional<Set<UUID>>> byDataset = new HashMap<>();
    Map<UUID, List<SeenByModel>> trained = new HashMap<>();
    for (ModelVersion version : versions) {
      Instant createdAt = version.createdAt().toInstant();
      Instant committed = commits.get(version.datasetVersion());
      // If the data set is younger than the model, it belongs to a table that was recreated since.
      boolean isItsDataset = committed != null && !committed.isAfter(createdAt);
      Optional<Set<UUID>> inDataset =
          isItsDataset
              ? byDataset.computeIfAbsent(
                  version.datasetVersion(), dataset -> usersIn(dataset, users))
              : Optional.empty();
      firstSeen.forEach(
          (user, first) -> {
            boolean isTrained =
                inDataset.map(found -> found.contains(user)).orElse(createdAt.isAfter(first));
            if (isTrained) {
              trained
                  .computeIfAbsent(user, unused -> new ArrayList<>())
                  .add(
                      new SeenByModel(
                          version.modelName(),
                          version.version(),
                          inDataset.isPresent(),
                          deployments.getOrDefault(version.label(), NEVER_SERVED)));
            }
          });
    }
    return trained;
  }

  /** Notes in the registry that the versions should be retrained; returns each version once. */
  List<SeenByModel> adviseRetraining(Collection<ErasureFinding> findings) {
    Map<String, SeenByModel> byVersion = new TreeMap<>();
    findings.stream()
        .flatMap(finding -> finding.models().stream())
        .forEach(model -> byVersion.merge(model.label(), model, SeenByModel::moreCertain));
    List<SeenByModel> models = byVersion.values().stream().sorted().toList();
    models.forEach(
        model ->
            context
                .registry()
                .adviseRetraining(
                    model.model(),
                    model.version(),
                    model.certain()
                        ? "its training data contained rows of a user who has been erased"
                        : "its training data may have contained rows of a user who has been erased",
                    "erase run " + context.runId()));
    return models;
  }

  /** Returns the state of each version's latest deployment. */
  private Map<String, String> latestDeployments() {
    Map<String, String> states = new HashMap<>();
    for (Deployment newestFirst : new Deployments(context.supabase().jdbi()).all()) {
      states.putIfAbsent(
          newestFirst.modelName() + " v" + newestFirst.version(),
          ContractValue.of(newestFirst.state()));
    }
    return states;
  }

  private Map<Long, Instant> commits() {
    Lake lake = context.lake();
    return lake.exists(TrainingData.TABLE) ? lake.commitTimes(TrainingData.TABLE) : Map.of();
  }

  /** Returns the users with rows in a data set; empty when it can no longer be read. */
  private Optional<Set<UUID>> usersIn(long dataset, ErasureInLake users) {
    Lake lake = context.lake();
    return lake.isReadable(TrainingData.TABLE, dataset)
        ? Optional.of(users.usersIn(lake.readVersion(TrainingData.TABLE, dataset)))
        : Optional.empty();
  }
}

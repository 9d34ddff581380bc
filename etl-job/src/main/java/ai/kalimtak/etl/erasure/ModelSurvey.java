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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Looks which model versions learnt from persons' rows: by the data that each was trained on. */
public final class ModelSurvey {
  private static final String NEVER_SERVED = "none";

  private final JobContext context;

  public ModelSurvey(JobContext context) {
    this.context = context;
  }

  /**
   * @param firstSeen when each person was first seen; whoever is missing has never been
   * @return versions that are not archived, by person
   */
  public Map<UUID, List<SeenByModel>> seen(ErasedPeople people, Map<UUID, Instant> firstSeen) {
    List<ModelVersion> versions =
        context.registry().all().stream()
            .filter(version -> version.status() != ModelVersion.Status.ARCHIVED)
            .toList();
    Map<String, String> states = new HashMap<>();
    // Newest first.
    for (Deployment deployment : new Deployments(context.supabase().jdbi()).all()) {
      states.putIfAbsent(
          deployment.modelName() + " v" + deployment.version(),
          ContractValue.of(deployment.state()));
    }
    Map<Long, Instant> commits = commits();
    Map<Long, Optional<Set<UUID>>> byDataset = new HashMap<>();
    Map<UUID, List<SeenByModel>> seen = new HashMap<>();
    for (ModelVersion version : versions) {
      Instant committed = commits.get(version.datasetVersion());
      // A version committed after the model was made is one of another table in its place.
      boolean readable = committed != null && !committed.isAfter(version.createdAt().toInstant());
      Optional<Set<UUID>> inData =
          readable
              ? byDataset.computeIfAbsent(
                  version.datasetVersion(), dataset -> peopleIn(dataset, people))
              : Optional.empty();
      firstSeen.forEach(
          (person, first) -> {
            boolean sees =
                inData
                    .map(found -> found.contains(person))
                    .orElse(version.createdAt().toInstant().isAfter(first));
            if (sees) {
              seen.computeIfAbsent(person, unused -> new ArrayList<>())
                  .add(
                      new SeenByModel(
                          version.modelName(),
                          version.version(),
                          inData.isPresent(),
                          states.getOrDefault(version.label(), NEVER_SERVED)));
            }
          });
    }
    return seen;
  }

  private Map<Long, Instant> commits() {
    Lake lake = context.lake();
    return lake.exists(TrainingData.TABLE) ? lake.commitTimes(TrainingData.TABLE) : Map.of();
  }

  /** Empty when that state of the table cannot be read any more. */
  private Optional<Set<UUID>> peopleIn(long dataset, ErasedPeople people) {
    Lake lake = context.lake();
    return lake.isReadable(TrainingData.TABLE, dataset)
        ? Optional.of(people.among(lake.readVersion(TrainingData.TABLE, dataset)))
        : Optional.empty();
  }
}

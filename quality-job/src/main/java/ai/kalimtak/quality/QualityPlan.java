package ai.kalimtak.quality;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.registry.ModelRegistry;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.signals.Signals;
import java.util.List;
import java.util.Optional;

/**
 * What a run curates, and with what.
 *
 * @param router the domain router in production
 * @param moderation the moderation model in production
 * @param reward the reward model in production, of which reviews ask what it is unsure of
 * @param settingsFingerprint equal for equal settings
 * @param signals fingerprint of what looks at a row's texts: a row of silver that bears it need not
 *     be looked at again
 * @param lastRun number of the last run that ended well; 0 before the first
 * @param isDone whether the last run curated this very state under these very settings. A model
 *     deployed since is no reason to curate again: it looks at all rows from the next change on,
 *     else each deployment would rewrite the data that the next version learns from
 */
public record QualityPlan(
    TableVersion bronze,
    Optional<ModelVersion> router,
    Optional<ModelVersion> moderation,
    Optional<ModelVersion> reward,
    String settingsFingerprint,
    String signals,
    long lastRun,
    boolean isDone) {
  private static final int FINGERPRINT_CHARACTERS = 16;

  static QualityPlan of(
      TableVersion bronze,
      Optional<ModelVersion> router,
      Optional<ModelVersion> moderation,
      Optional<ModelVersion> reward,
      QualitySettings settings,
      Optional<JobRuns.Run> last,
      boolean goldExists) {
    String fingerprint = settings.fingerprint();
    boolean same =
        last.map(JobRuns.Run::stats)
            .filter(stats -> stats.path("bronze").asText().equals(bronze.toString()))
            .filter(stats -> stats.path("settings_fingerprint").asText().equals(fingerprint))
            .isPresent();
    return new QualityPlan(
        bronze,
        router,
        moderation,
        reward,
        fingerprint,
        signals(bronze, List.of(label(router), label(moderation)), settings),
        last.map(JobRuns.Run::runId).orElse(0L),
        same && goldExists);
  }

  /** What an earlier run curated, to curate it once more from nothing. */
  static QualityPlan again(
      JobRuns.Run run, ModelRegistry registry, QualitySettings settings, TableVersion bronze) {
    Optional<ModelVersion> router =
        version(run, "router_version", LabelRule.DOMAIN_ROUTER, registry);
    Optional<ModelVersion> moderation =
        version(run, "moderation_version", LabelRule.MODERATION, registry);
    return new QualityPlan(
        bronze,
        router,
        moderation,
        Optional.empty(),
        settings.fingerprint(),
        signals(bronze, List.of(label(router), label(moderation)), settings),
        0,
        false);
  }

  private static Optional<ModelVersion> version(
      JobRuns.Run run, String key, String model, ModelRegistry registry) {
    return run.stats().hasNonNull(key)
        ? registry.find(model, run.stats().path(key).asInt())
        : Optional.empty();
  }

  Integer routerVersion() {
    return router.map(ModelVersion::version).orElse(null);
  }

  Integer moderationVersion() {
    return moderation.map(ModelVersion::version).orElse(null);
  }

  private static String label(Optional<ModelVersion> version) {
    return version.map(ModelVersion::label).orElse("none");
  }

  private static String signals(
      TableVersion bronze, List<String> models, QualitySettings settings) {
    List<Object> looks = List.of(Signals.REVISION, bronze.tableId(), settings.ofSignals(), models);
    return Sha256.of(Json.write(looks)).substring(0, FINGERPRINT_CHARACTERS);
  }
}

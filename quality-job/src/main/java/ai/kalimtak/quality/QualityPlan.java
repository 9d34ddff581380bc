package ai.kalimtak.quality;

import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.registry.ModelVersion;
import java.util.Optional;

/**
 * What a run curates, and with what.
 *
 * @param router the domain router in production
 * @param isDone whether the last run curated this very state in this very way
 */
record QualityPlan(
    TableVersion bronze,
    Optional<ModelVersion> router,
    String settingsFingerprint,
    boolean isDone) {

  static QualityPlan of(
      TableVersion bronze,
      Optional<ModelVersion> router,
      QualitySettings settings,
      Optional<JobRuns.Run> last,
      boolean goldExists) {
    String fingerprint = settings.fingerprint();
    boolean same =
        last.map(JobRuns.Run::stats)
            .filter(stats -> stats.path("bronze").asText().equals(bronze.toString()))
            .filter(stats -> stats.path("settings_fingerprint").asText().equals(fingerprint))
            .filter(
                stats ->
                    stats.path("router_version").asInt(0)
                        == router.map(ModelVersion::version).orElse(0))
            .isPresent();
    return new QualityPlan(bronze, router, fingerprint, same && goldExists);
  }

  Integer routerVersion() {
    return router.map(ModelVersion::version).orElse(null);
  }
}

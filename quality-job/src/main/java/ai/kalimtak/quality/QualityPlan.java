package ai.kalimtak.quality;

import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.registry.ModelVersion;
import java.util.Optional;

/**
 * What a run curates, and with what.
 *
 * @param router the domain router in production
 * @param isDone whether the last run curated this very state under these very settings. A router
 *     deployed since is no reason to curate again: it labels from the next change on, else each
 *     deployment would rewrite the data that the next version learns from
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
            .isPresent();
    return new QualityPlan(bronze, router, fingerprint, same && goldExists);
  }

  Integer routerVersion() {
    return router.map(ModelVersion::version).orElse(null);
  }
}

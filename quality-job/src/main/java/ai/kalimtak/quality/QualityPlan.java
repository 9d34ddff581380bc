package ai.kalimtak.quality;

import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.registry.ModelRegistry;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.report.CuratedState;
import ai.kalimtak.quality.signals.ModelVersions;
import ai.kalimtak.quality.signals.Signals;
import java.util.Optional;

/**
 * The plan of one curation.
 *
 * @param bronze the state of {@code bronze/interactions} to curate
 * @param models the versions to use
 * @param settingsFingerprint equal for equal settings
 * @param signals fingerprint of {@link Signals}: rows of silver with the same one are carried over
 * @param lastRun number of the last successful run; 0 before the first
 * @param isDone whether the last run curated this very state with these very settings. A model that
 *     was deployed since is no reason to curate again: it applies to all rows from the next change
 *     of bronze on. Otherwise each deployment would rewrite the data from which the next version is
 *     trained
 */
public record QualityPlan(
    TableVersion bronze,
    ModelVersions models,
    String settingsFingerprint,
    String signals,
    long lastRun,
    boolean isDone) {

  static QualityPlan of(
      TableVersion bronze,
      ModelVersions models,
      QualitySettings settings,
      Optional<JobRuns.Run> last,
      boolean goldExists) {
    boolean isDone =
        goldExists
            && last.map(CuratedState::of)
                .filter(state -> bronze.toString().equals(state.bronze()))
                .filter(state -> settings.fingerprint().equals(state.settingsFingerprint()))
                .isPresent();
    return plan(bronze, models, settings, last.map(JobRuns.Run::runId).orElse(0L), isDone);
  }

  /** Plans to curate once more, from scratch, what an earlier run curated. */
  static QualityPlan again(
      CuratedState curated, TableVersion bronze, QualitySettings settings, ModelRegistry registry) {
    Optional<ModelVersion> router =
        curated.routerVersion().flatMap(version -> registry.find(LabelRule.DOMAIN_ROUTER, version));
    Optional<ModelVersion> moderation =
        curated
            .moderationVersion()
            .flatMap(version -> registry.find(LabelRule.MODERATION, version));
    return plan(
        bronze, new ModelVersions(router, moderation, Optional.empty()), settings, 0, false);
  }

  private static QualityPlan plan(
      TableVersion bronze,
      ModelVersions models,
      QualitySettings settings,
      long lastRun,
      boolean isDone) {
    return new QualityPlan(
        bronze,
        models,
        settings.fingerprint(),
        Signals.fingerprint(bronze.tableId(), models, settings.signals()),
        lastRun,
        isDone);
  }

  /**
   * Returns the part of the report that identifies the inputs and the result.
   *
   * @param goldVersion version of {@code gold/training_data}; empty if the run wrote none
   */
  CuratedState state(Optional<Long> goldVersion) {
    return new CuratedState(
        bronze.toString(),
        bronze.version(),
        goldVersion,
        models.router().map(ModelVersion::version),
        models.moderation().map(ModelVersion::version),
        settingsFingerprint);
  }
}

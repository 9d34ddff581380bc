package ai.kalimtak.quality.report;

import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.json.Json;
import java.util.Optional;

/**
 * The inputs and the result of a run: enough to tell whether there is anything new, and to rebuild
 * the result.
 *
 * @param bronze the curated state of {@code bronze/interactions}: table id and version
 * @param goldVersion version of {@code gold/training_data}; empty if the run wrote none
 * @param routerVersion the domain router that labeled rows without a given domain, if any
 * @param moderationVersion the moderation model that looked at the texts, if any
 */
public record CuratedState(
    String bronze,
    long bronzeVersion,
    Optional<Long> goldVersion,
    Optional<Integer> routerVersion,
    Optional<Integer> moderationVersion,
    String settingsFingerprint) {

  /** Reads the state from the report of an earlier run. */
  public static CuratedState of(JobRuns.Run run) {
    return Json.read(run.stats().toString(), CuratedState.class);
  }
}

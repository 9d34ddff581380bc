package ai.kalimtak.quality.diversity;

import ai.kalimtak.common.settings.SettingsReader;

/**
 * The section {@code quality.diversity}.
 *
 * @param tempering exponent between 0 (no domain larger than the median one) and 1 (no thinning)
 * @param minGroupRows domains and templates with fewer rows do not count as groups
 * @param minSubjectRows subjects with fewer rows do not count as groups
 * @param maxRemovedShare largest share of the rows that the limits of one kind may drop
 * @param cells clusters of the feature space over which a thinned domain is spread
 */
public record DiversitySettings(
    boolean enabled,
    double minDomainShare,
    double maxDomainShare,
    double tempering,
    double maxSubjectShare,
    double maxTemplateShare,
    int minGroupRows,
    int minSubjectRows,
    double maxRemovedShare,
    int cells,
    long seed) {

  /**
   * The limits on what is dropped are 0 in the settings of lakes from before their introduction.
   */
  public DiversitySettings {
    minGroupRows = Math.max(1, minGroupRows);
    minSubjectRows = Math.max(1, minSubjectRows);
    maxRemovedShare = maxRemovedShare == 0 ? 1 : maxRemovedShare;
  }

  public static DiversitySettings from(SettingsReader reader) {
    DiversitySettings settings =
        new DiversitySettings(
            reader.flag("quality.diversity.enabled"),
            reader.decimal("quality.diversity.min-domain-share", 0, 0.5),
            reader.decimal("quality.diversity.max-domain-share", 0.01, 1),
            reader.decimal("quality.diversity.tempering", 0, 1),
            reader.decimal("quality.diversity.max-subject-share", 0.0001, 1),
            reader.decimal("quality.diversity.max-template-share", 0.01, 1),
            reader.integer("quality.diversity.min-group-rows", 1, 1_000_000),
            reader.integer("quality.diversity.min-subject-rows", 1, 1_000_000),
            reader.decimal("quality.diversity.max-removed-share", 0.01, 1),
            reader.integer("quality.diversity.cells", 1, 1000),
            reader.whole("quality.diversity.seed", Long.MIN_VALUE, Long.MAX_VALUE));
    if (settings.minDomainShare() > settings.maxDomainShare()) {
      reader.problem(
          "quality.diversity.min-domain-share", "is above quality.diversity.max-domain-share");
    }
    return settings;
  }

  /** Returns the same limits without tempering: a domain is not tempered twice. */
  DiversitySettings withoutTempering() {
    return new DiversitySettings(
        enabled,
        minDomainShare,
        maxDomainShare,
        1,
        maxSubjectShare,
        maxTemplateShare,
        minGroupRows,
        minSubjectRows,
        maxRemovedShare,
        1,
        seed);
  }
}

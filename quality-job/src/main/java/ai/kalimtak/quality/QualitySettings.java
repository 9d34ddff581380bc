package ai.kalimtak.quality;

import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.quality.diversity.DiversitySettings;
import ai.kalimtak.quality.duplicates.NearDuplicateSettings;
import ai.kalimtak.quality.heuristics.HeuristicsSettings;
import ai.kalimtak.quality.moderation.ModerationSettings;
import ai.kalimtak.quality.review.ReviewSettings;
import java.util.List;

/** The section {@code quality}. */
public record QualitySettings(
    int minScore,
    double minRatingLowerBound,
    boolean exactDuplicates,
    String duplicateKey,
    NearDuplicateSettings nearDuplicates,
    HeuristicsSettings heuristics,
    ModerationSettings moderation,
    double minDomainConfidence,
    DiversitySettings diversity,
    ReviewSettings review,
    double validationShare,
    double testShare,
    long splitSeed) {

  static QualitySettings from(SettingsReader reader) {
    return new QualitySettings(
        reader.integer("quality.min-score", 1, 5),
        reader.decimal("quality.min-rating-lower-bound", 0, 1),
        reader.flag("quality.exact-duplicates"),
        reader.oneOf("quality.duplicate-key", "input-output", "input"),
        NearDuplicateSettings.from(reader),
        HeuristicsSettings.from(reader),
        ModerationSettings.from(reader),
        reader.decimal("quality.min-domain-confidence", 0, 1),
        DiversitySettings.from(reader),
        ReviewSettings.from(reader),
        reader.decimal("quality.validation-share", 0.01, 0.4),
        reader.decimal("quality.test-share", 0.01, 0.4),
        reader.whole("quality.split-seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /** Equal settings, equal text. */
  String fingerprint() {
    return Json.write(this);
  }

  /** Those by which {@link Signals} looks at a row. */
  List<Object> ofSignals() {
    return List.of(duplicateKey, heuristics, moderation, minDomainConfidence);
  }
}

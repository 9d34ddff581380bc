package ai.kalimtak.quality;

import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.quality.decisions.RatingSettings;
import ai.kalimtak.quality.decisions.SplitSettings;
import ai.kalimtak.quality.diversity.DiversitySettings;
import ai.kalimtak.quality.duplicates.NearDuplicateSettings;
import ai.kalimtak.quality.heuristics.HeuristicsSettings;
import ai.kalimtak.quality.moderation.ModerationSettings;
import ai.kalimtak.quality.review.ReviewSettings;
import ai.kalimtak.quality.signals.DuplicateKey;
import ai.kalimtak.quality.signals.SignalSettings;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The section {@code quality}. Lakes hold it as JSON, see {@link #fingerprint}: a new component
 * changes the fingerprint of every lake, and so does another order.
 *
 * @param exactDuplicates whether exact duplicates are dropped
 * @param minDomainConfidence probability from which the router's answer becomes the domain
 */
public record QualitySettings(
    @JsonUnwrapped RatingSettings ratings,
    boolean exactDuplicates,
    DuplicateKey duplicateKey,
    NearDuplicateSettings nearDuplicates,
    HeuristicsSettings heuristics,
    ModerationSettings moderation,
    double minDomainConfidence,
    DiversitySettings diversity,
    ReviewSettings review,
    @JsonUnwrapped SplitSettings splits) {

  static QualitySettings from(SettingsReader reader) {
    return new QualitySettings(
        RatingSettings.from(reader),
        reader.flag("quality.exact-duplicates"),
        DuplicateKey.from(reader),
        NearDuplicateSettings.from(reader),
        HeuristicsSettings.from(reader),
        ModerationSettings.from(reader),
        reader.decimal("quality.min-domain-confidence", 0, 1),
        DiversitySettings.from(reader),
        ReviewSettings.from(reader),
        SplitSettings.from(reader));
  }

  /** Reads the settings of an earlier run back from their fingerprint. */
  static QualitySettings of(String fingerprint) {
    return Json.read(fingerprint, QualitySettings.class);
  }

  /** Returns a text that is equal for equal settings. */
  String fingerprint() {
    return Json.write(this);
  }

  /** Returns the settings of the steps that look at a single row. */
  SignalSettings signals() {
    return new SignalSettings(duplicateKey, heuristics, moderation, minDomainConfidence);
  }
}

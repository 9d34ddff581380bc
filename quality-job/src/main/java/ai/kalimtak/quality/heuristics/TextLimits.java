package ai.kalimtak.quality.heuristics;

import ai.kalimtak.common.settings.SettingsReader;
import java.io.Serializable;
import java.util.Set;

/**
 * The limits of the rules, each named after its key in {@code quality.heuristics}.
 *
 * @param minContent letters, digits and pictographs
 * @param languages two letters each; empty for all languages
 */
record TextLimits(
    int minContent,
    int maxCharacters,
    double maxDamagedShare,
    double maxEncodedShare,
    double maxSymbolShare,
    double maxPeriodicShare,
    double maxRepeatedWordShare,
    double maxRepeatedLineShare,
    double minLetterLikelihood,
    Set<String> languages)
    implements Serializable {

  static TextLimits from(SettingsReader reader, Set<String> languages) {
    return new TextLimits(
        reader.integer("quality.heuristics.min-content-characters", 0, 1000),
        reader.integer("quality.heuristics.max-characters", 1, 100_000_000),
        reader.decimal("quality.heuristics.max-damaged-share", 0, 1),
        reader.decimal("quality.heuristics.max-encoded-share", 0, 1),
        reader.decimal("quality.heuristics.max-symbol-share", 0, 1),
        reader.decimal("quality.heuristics.max-periodic-share", 0, 1),
        reader.decimal("quality.heuristics.max-repeated-word-share", 0, 1),
        reader.decimal("quality.heuristics.max-repeated-line-share", 0, 1),
        reader.decimal("quality.heuristics.min-letter-likelihood", -20, 0),
        languages);
  }
}

package ai.kalimtak.quality.heuristics;

import ai.kalimtak.common.settings.SettingsReader;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The section {@code quality.heuristics}.
 *
 * @param rules the rules that are on, see {@link TextRules#RULES}
 * @param minContent letters, digits and pictographs
 * @param languages two letters each; empty: every language
 */
public record HeuristicsSettings(
    boolean enabled,
    Set<String> rules,
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

  public static HeuristicsSettings from(SettingsReader reader) {
    return new HeuristicsSettings(
        reader.flag("quality.heuristics.enabled"),
        known(reader, "quality.heuristics.rules", "rule", Set.copyOf(TextRules.RULES)),
        reader.integer("quality.heuristics.min-content-characters", 0, 1000),
        reader.integer("quality.heuristics.max-characters", 1, 100_000_000),
        reader.decimal("quality.heuristics.max-damaged-share", 0, 1),
        reader.decimal("quality.heuristics.max-encoded-share", 0, 1),
        reader.decimal("quality.heuristics.max-symbol-share", 0, 1),
        reader.decimal("quality.heuristics.max-periodic-share", 0, 1),
        reader.decimal("quality.heuristics.max-repeated-word-share", 0, 1),
        reader.decimal("quality.heuristics.max-repeated-line-share", 0, 1),
        reader.decimal("quality.heuristics.min-letter-likelihood", -20, 0),
        known(reader, "quality.heuristics.languages", "language", LanguageProfiles.known()));
  }

  private static Set<String> known(
      SettingsReader reader, String key, String kind, Set<String> known) {
    List<String> names = reader.texts(key);
    names.stream()
        .filter(name -> !known.contains(name))
        .forEach(
            name ->
                reader.problem(
                    key,
                    "holds \""
                        + name
                        + "\", which is no "
                        + kind
                        + "; those known: "
                        + String.join(", ", new TreeSet<>(known))));
    return new TreeSet<>(names);
  }
}

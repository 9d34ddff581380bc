package ai.kalimtak.quality.heuristics;

import ai.kalimtak.common.settings.SettingsReader;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The section {@code quality.heuristics}. Its JSON is part of the fingerprint that lakes store.
 *
 * @param rules the names of the rules that are on, see {@link TextRules#RULES}
 */
public record HeuristicsSettings(
    boolean enabled, Set<String> rules, @JsonUnwrapped TextLimits limits) implements Serializable {

  public static HeuristicsSettings from(SettingsReader reader) {
    return new HeuristicsSettings(
        reader.flag("quality.heuristics.enabled"),
        known(reader, "quality.heuristics.rules", "rule", TextRule.names()),
        TextLimits.from(
            reader,
            known(reader, "quality.heuristics.languages", "language", LanguageProfiles.known())));
  }

  private static Set<String> known(
      SettingsReader reader, String key, String kind, Collection<String> known) {
    List<String> names = reader.texts(key);
    for (String name : names) {
      if (!known.contains(name)) {
        reader.problem(
            key,
            "contains the unknown "
                + kind
                + " \""
                + name
                + "\"; expected some of "
                + String.join(", ", new TreeSet<>(known)));
      }
    }
    return new TreeSet<>(names);
  }
}

package ai.kalimtak.etl;

import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.etl.pull.PullSettings;
import ai.kalimtak.etl.redaction.Redaction;
import ai.kalimtak.etl.redaction.detectors.PiiType;
import ai.kalimtak.etl.source.SourceSettings;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The section {@code etl}.
 *
 * @param redact types of personal data that are removed from texts
 */
public record EtlSettings(SourceSettings source, PullSettings pull, Set<PiiType> redact) {
  static EtlSettings from(SettingsReader reader) {
    return new EtlSettings(
        SourceSettings.from(reader), PullSettings.from(reader), piiTypes(reader, "etl.redact"));
  }

  private static Set<PiiType> piiTypes(SettingsReader reader, String key) {
    Set<PiiType> types = EnumSet.noneOf(PiiType.class);
    for (String name : reader.texts(key)) {
      try {
        types.add(PiiType.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
      } catch (IllegalArgumentException e) {
        reader.problem(
            key, "has unknown type \"" + name + "\"; expected any of " + Redaction.NAMES);
      }
    }
    return types;
  }
}

package ai.kalimtak.quality.signals;

import ai.kalimtak.common.settings.SettingsReader;
import com.fasterxml.jackson.annotation.JsonProperty;

/** The setting {@code quality.duplicate-key}: which texts make two rows exact duplicates. */
public enum DuplicateKey {
  /** The input and the output. */
  @JsonProperty("input-output")
  INPUT_OUTPUT,
  /** The input, whatever the output. */
  @JsonProperty("input")
  INPUT;

  public static DuplicateKey from(SettingsReader reader) {
    return reader.oneOf("quality.duplicate-key", "input-output", "input").equals("input")
        ? INPUT
        : INPUT_OUTPUT;
  }
}

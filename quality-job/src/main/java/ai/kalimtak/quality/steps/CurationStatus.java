package ai.kalimtak.quality.steps;

import java.util.Arrays;
import java.util.Locale;

/** The values of {@code curation_status}. */
public enum CurationStatus {
  /** Not rejected, and not rated yet. */
  CANDIDATE,
  /** Rated well enough to imitate, and within the quotas. */
  SELECTED,
  /** Rejected by at least one {@link CurationStep}. */
  REJECTED,
  /** The interaction no longer exists. Only {@code training_data_items} has this status. */
  RETIRED;

  /**
   * Returns the status with this label.
   *
   * @throws IllegalStateException when there is none
   */
  public static CurationStatus of(String label) {
    return Arrays.stream(values())
        .filter(status -> status.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("\"" + label + "\" is not a curation status"));
  }

  /** The value as tables store it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

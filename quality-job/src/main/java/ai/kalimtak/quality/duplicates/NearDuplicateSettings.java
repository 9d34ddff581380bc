package ai.kalimtak.quality.duplicates;

import ai.kalimtak.common.settings.SettingsReader;

/**
 * The section {@code quality.near-duplicates}.
 *
 * @param threshold similarity from which two documents are near-duplicates
 * @param recall least probability that a pair at the threshold is looked at
 * @param bucketMembers how many documents of a bucket are compared with each other; every later one
 *     is compared with the first quarter of these
 */
public record NearDuplicateSettings(
    boolean enabled,
    double threshold,
    int shingleCharacters,
    int bands,
    double recall,
    int bucketMembers,
    long seed) {
  /** Changes when the same settings lead to other buckets. */
  private static final int CODE = 2;

  public static NearDuplicateSettings from(SettingsReader reader) {
    String section = "quality.near-duplicates.";
    return new NearDuplicateSettings(
        reader.flag(section + "enabled"),
        reader.decimal(section + "threshold", 0.5, 1),
        reader.integer(section + "shingle-characters", 2, 20),
        reader.integer(section + "bands", 2, 64),
        reader.decimal(section + "recall", 0.5, 0.9999),
        reader.integer(section + "bucket-members", 2, 1000),
        reader.whole(section + "seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /** Rows of a band: the most that leave the wanted recall at the threshold, at least 1. */
  int rows() {
    double perBand = 1 - Math.pow(1 - recall, 1.0 / bands);
    return threshold >= 1
        ? MOST_ROWS
        : Math.max(1, Math.min(MOST_ROWS, (int) (Math.log(perBand) / Math.log(threshold))));
  }

  /** How many of a full bucket's members a later one is compared with. */
  int followed() {
    return Math.max(1, bucketMembers / 4);
  }

  /** More would only cost time: by then a bucket holds next to nothing but copies. */
  private static final int MOST_ROWS = 16;

  /** Equal for settings that lead to the same buckets and pairs. */
  String fingerprint() {
    return String.join(
        " ",
        "code=" + CODE,
        "threshold=" + threshold,
        "shingle-characters=" + shingleCharacters,
        "bands=" + bands,
        "rows=" + rows(),
        "bucket-members=" + bucketMembers,
        "seed=" + seed);
  }
}

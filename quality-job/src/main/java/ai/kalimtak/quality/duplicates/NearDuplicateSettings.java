package ai.kalimtak.quality.duplicates;

import ai.kalimtak.common.settings.SettingsReader;

/**
 * The section {@code quality.near-duplicates}.
 *
 * @param threshold the similarity from which two documents are near-duplicates
 * @param recall the least probability that a pair exactly at the threshold is compared
 * @param bucketMembers the number of documents of a bucket that are compared with each other; every
 *     later one is compared with the first quarter of them
 */
public record NearDuplicateSettings(
    boolean enabled,
    double threshold,
    int shingleCharacters,
    int bands,
    double recall,
    int bucketMembers,
    long seed) {
  /** To be raised when a change to the code leads to other buckets for the same settings. */
  private static final int CODE = 2;

  /** More rows only cost time: the buckets already contain little but copies. */
  private static final int MOST_ROWS = 16;

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

  /** Returns the rows of a band: as many as the recall at the threshold permits, at least 1. */
  int rows() {
    double perBand = 1 - Math.pow(1 - recall, 1.0 / bands);
    return threshold >= 1
        ? MOST_ROWS
        : Math.max(1, Math.min(MOST_ROWS, (int) (Math.log(perBand) / Math.log(threshold))));
  }

  /** Returns the number of members of a full bucket that a later document is compared with. */
  int followed() {
    return Math.max(1, bucketMembers / 4);
  }

  /** Returns a text that is equal for settings that lead to the same buckets and pairs. */
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

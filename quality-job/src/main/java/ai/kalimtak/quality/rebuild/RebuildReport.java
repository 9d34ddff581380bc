package ai.kalimtak.quality.rebuild;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobReport;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of a rebuild.
 *
 * @param goldVersion version of {@code gold/training_data}
 * @param qualityRun run that wrote it
 * @param bronzeVersion version of {@code bronze/interactions} from which it was made
 * @param rebuilt the rebuilt rows
 * @param keptRows rows of the version itself; empty if its files no longer exist
 * @param keptSha256 checksum of those rows
 */
public record RebuildReport(
    long goldVersion,
    long qualityRun,
    long bronzeVersion,
    @JsonUnwrapped Content rebuilt,
    Optional<Long> keptRows,
    Optional<String> keptSha256)
    implements JobReport {

  /** The number of rows, and the SHA-256 of their bytes as lines of JSON. */
  public record Content(long rows, String sha256) {}

  /**
   * Compares a version with its rebuilt rows.
   *
   * @param kept the version itself; empty if its files no longer exist
   */
  public static RebuildReport of(
      long goldVersion,
      long qualityRun,
      long bronzeVersion,
      Content rebuilt,
      Optional<Content> kept) {
    return new RebuildReport(
        goldVersion,
        qualityRun,
        bronzeVersion,
        rebuilt,
        kept.map(Content::rows),
        kept.map(Content::sha256));
  }

  /** Returns whether the version still exists and every byte is the same. */
  public boolean same() {
    return keptSha256.filter(rebuilt.sha256()::equals).isPresent();
  }

  @Override
  public boolean nothingNew() {
    return false;
  }

  @Override
  public String headline() {
    String made =
        String.format(
            Locale.ROOT,
            "version %d of gold/training_data rebuilt from bronze version %d: %,d rows",
            goldVersion,
            bronzeVersion,
            rebuilt.rows());
    if (keptSha256.isEmpty()) {
      return made + "; the files of the version no longer exist, so there is nothing to compare";
    }
    return made + (same() ? ", identical to the last byte" : ", NOT identical");
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("rebuilt", rebuilt.sha256()));
    keptSha256.ifPresent(sha256 -> lines.add(new Line("version " + goldVersion, sha256)));
    return lines;
  }

  @Override
  public ExitCode exitCode() {
    return keptSha256.isEmpty() || same() ? ExitCode.DONE : ExitCode.FAILED;
  }
}

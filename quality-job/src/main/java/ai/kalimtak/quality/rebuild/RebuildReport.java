package ai.kalimtak.quality.rebuild;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.job.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a rebuild found.
 *
 * @param goldVersion version of {@code gold/training_data}
 * @param qualityRun run that wrote it
 * @param rows rows that were made again, and the sum of their bytes
 * @param keptRows the same of the version itself; null when its files are gone
 */
public record RebuildReport(
    long goldVersion,
    long qualityRun,
    long bronzeVersion,
    long rows,
    String sha256,
    Long keptRows,
    String keptSha256)
    implements JobReport {

  /** Whether there was something to compare with, and every byte is the same. */
  public boolean same() {
    return sha256.equals(keptSha256);
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
            "version %d of gold/training_data made again from bronze version %d: %,d rows",
            goldVersion,
            bronzeVersion,
            rows);
    if (keptSha256 == null) {
      return made + "; the version's own files are gone, so there is nothing to compare";
    }
    return made + (same() ? ", every byte the same" : ", NOT the same");
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("rebuilt", sha256));
    if (keptSha256 != null) {
      lines.add(new Line("version " + goldVersion, keptSha256));
    }
    return lines;
  }

  @Override
  public ExitCode exitCode() {
    return keptSha256 == null || same() ? ExitCode.DONE : ExitCode.FAILED;
  }
}

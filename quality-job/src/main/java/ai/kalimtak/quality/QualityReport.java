package ai.kalimtak.quality;

import ai.kalimtak.common.job.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a curation did.
 *
 * @param bronze the state of {@code bronze/interactions} that was curated, id and version
 * @param considered rows of it; always {@code selected + candidates + rejected}
 * @param rejectedByReason in the order of the steps
 * @param trainingRows rows of {@code gold/training_data}
 * @param funnel rows left after each step
 * @param domainsConsidered rows by domain, {@code (none)} for those without
 * @param routerVersion the domain router that labelled rows without a domain; null before the first
 */
public record QualityReport(
    String bronze,
    long bronzeVersion,
    long goldVersion,
    long considered,
    long selected,
    long candidates,
    long rejected,
    Map<String, Long> rejectedByReason,
    long trainingRows,
    Map<String, Long> bySplit,
    Map<String, Long> labels,
    List<Stage> funnel,
    Map<String, Long> domainsConsidered,
    Map<String, Long> domainsSelected,
    Map<String, Long> scores,
    long itemsWritten,
    long itemsRetired,
    Integer routerVersion,
    String quotaNote,
    String settingsFingerprint)
    implements JobReport {

  /** Rows that are left after a step. */
  public record Stage(String step, long rows) {}

  static QualityReport nothingNew(QualityPlan plan) {
    return new QualityReport(
        plan.bronze().toString(),
        plan.bronze().version(),
        -1,
        0,
        0,
        0,
        0,
        Map.of(),
        0,
        Map.of(),
        Map.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        0,
        0,
        plan.routerVersion(),
        null,
        plan.settingsFingerprint());
  }

  @Override
  public boolean nothingNew() {
    return considered == 0;
  }

  @Override
  public String headline() {
    if (nothingNew()) {
      return "nothing new in bronze/interactions";
    }
    return String.format(
        Locale.ROOT,
        "%,d considered: %,d selected, %,d await a rating, %,d rejected; %,d rows to learn from",
        considered,
        selected,
        candidates,
        rejected,
        trainingRows);
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    if (nothingNew()) {
      return lines;
    }
    lines.add(Line.count("interactions considered", considered));
    lines.add(Line.count("  selected", selected));
    lines.add(Line.count("  awaiting a rating", candidates));
    lines.add(Line.count("  rejected", rejected));
    rejectedByReason.forEach((reason, rows) -> lines.add(Line.count("    " + reason, rows)));
    lines.add(Line.count("rows to learn from", trainingRows));
    bySplit.forEach((split, rows) -> lines.add(Line.count("  " + split, rows)));
    if (quotaNote != null) {
      lines.add(new Line("note", quotaNote));
    }
    return lines;
  }
}

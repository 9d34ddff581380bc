package ai.kalimtak.quality;

import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.quality.diversity.Diversity;
import ai.kalimtak.quality.report.Clusters;
import ai.kalimtak.quality.report.Variety;
import ai.kalimtak.quality.review.ReviewQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a curation did.
 *
 * @param bronze the state of {@code bronze/interactions} that was curated, id and version
 * @param considered rows of it; always {@code selected + candidates + rejected}
 * @param fresh rows whose texts were looked at: new, changed, or under other settings or models
 * @param altered other rows that came to another decision
 * @param gone rows that bronze has no more
 * @param rejectedByReason in the order of the steps
 * @param trainingRows rows of {@code gold/training_data}
 * @param funnel rows left after each step
 * @param domainsConsidered rows by domain, {@code (none)} for those without
 * @param routerVersion the domain router that labelled rows without a domain; null before the first
 * @param moderationVersion the moderation model that looked at the texts; null before the first
 */
public record QualityReport(
    String bronze,
    long bronzeVersion,
    long goldVersion,
    long considered,
    long fresh,
    long altered,
    long gone,
    long selected,
    long candidates,
    long rejected,
    Map<String, Long> rejectedByReason,
    long trainingRows,
    Map<String, Long> bySplit,
    Map<String, Long> labels,
    List<Stage> funnel,
    List<Filter> filters,
    Map<String, Long> reasonsByDomain,
    Map<String, Long> domainsConsidered,
    Map<String, Long> domainsSelected,
    Map<String, Long> scores,
    Clusters clusters,
    Variety varietyBefore,
    Variety varietyAfter,
    Diversity.Coverage coverage,
    long itemsWritten,
    long itemsRetired,
    ReviewQueue.Refreshed reviews,
    Integer routerVersion,
    Integer moderationVersion,
    List<String> notes,
    String settingsFingerprint)
    implements JobReport {

  /**
   * What one step did.
   *
   * @param in rows that no step before it dropped
   * @param dropped rows of those that it dropped: it is their reason
   * @param flagged rows that it speaks against, whatever other steps say
   * @param alone rows that nothing else speaks against: what would come back without this step
   * @param aloneRated those of them that bear a rating
   */
  public record Filter(
      String filter, long in, long dropped, long flagged, long alone, long aloneRated) {}

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
        0,
        0,
        0,
        Map.of(),
        0,
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Clusters.none(),
        null,
        null,
        null,
        0,
        0,
        null,
        plan.routerVersion(),
        plan.moderationVersion(),
        List.of(),
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
    lines.add(Line.count("  looked at anew", fresh));
    lines.add(Line.count("  selected", selected));
    lines.add(Line.count("  awaiting a rating", candidates));
    lines.add(Line.count("  rejected", rejected));
    rejectedByReason.forEach((reason, rows) -> lines.add(Line.count("    " + reason, rows)));
    lines.add(Line.count("rows to learn from", trainingRows));
    bySplit.forEach((split, rows) -> lines.add(Line.count("  " + split, rows)));
    if (reviews != null) {
      lines.add(
          new Line(
              "review_queue",
              String.format(
                  Locale.ROOT,
                  "%,d wait for an answer, %,d of them new; %,d answered since",
                  reviews.open(),
                  reviews.queued(),
                  reviews.answered())));
    }
    if (clusters.clusters() > 0) {
      lines.add(
          new Line(
              "near-duplicate clusters",
              String.format(
                  Locale.ROOT, "%,d, of %,d texts", clusters.clusters(), clusters.texts())));
    }
    if (varietyAfter != null) {
      lines.add(
          new Line(
              "domain entropy",
              String.format(
                  Locale.ROOT,
                  "%.2f bits before the quotas, %.2f after",
                  varietyBefore.domainEntropy(),
                  varietyAfter.domainEntropy())));
      lines.add(
          new Line(
              "distinct-2 of inputs",
              String.format(
                  Locale.ROOT,
                  "%.3f before, %.3f after",
                  varietyBefore.distinctPairs(),
                  varietyAfter.distinctPairs())));
    }
    if (coverage != null && coverage.cells() > 0) {
      lines.add(
          new Line(
              "cells of thinned domains covered",
              String.format(
                  Locale.ROOT,
                  "%,d of %,d (by chance %,d)",
                  coverage.covered(),
                  coverage.cells(),
                  coverage.coveredByChance())));
    }
    notes.forEach(note -> lines.add(new Line("note", note)));
    return lines;
  }
}

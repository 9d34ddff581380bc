package ai.kalimtak.quality;

import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.quality.diversity.Diversity;
import ai.kalimtak.quality.report.Clusters;
import ai.kalimtak.quality.report.CuratedState;
import ai.kalimtak.quality.report.Distribution;
import ai.kalimtak.quality.report.RowCounts;
import ai.kalimtak.quality.report.StepCounts;
import ai.kalimtak.quality.report.Thinning;
import ai.kalimtak.quality.report.TrainingRows;
import ai.kalimtak.quality.report.Variety;
import ai.kalimtak.quality.review.ReviewQueue;
import ai.kalimtak.quality.tables.SilverChange;
import ai.kalimtak.quality.tables.TrainingItems;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The report of a curation. Its JSON is flat: the parts exist in Java only, so that reports of
 * earlier versions can be read, and queries of {@code job_runs.stats} keep working.
 *
 * @param state the inputs and the result
 * @param change rows of {@code silver/candidates} that changed
 * @param rows rows of {@code silver/candidates} by status
 * @param training rows of {@code gold/training_data}
 * @param thinning the effect of the quotas
 * @param items rows of {@code training_data_items} that changed
 * @param reviews changes of {@code review_queue}; empty if reviews are switched off
 * @param notes remarks on settings that could not be applied
 */
public record QualityReport(
    @JsonUnwrapped CuratedState state,
    @JsonUnwrapped SilverChange change,
    @JsonUnwrapped RowCounts rows,
    @JsonUnwrapped TrainingRows training,
    @JsonUnwrapped StepCounts steps,
    @JsonUnwrapped Distribution distribution,
    Clusters clusters,
    @JsonUnwrapped Thinning thinning,
    @JsonUnwrapped(prefix = "items_") TrainingItems.Moved items,
    Optional<ReviewQueue.Refreshed> reviews,
    List<String> notes)
    implements JobReport {

  public QualityReport {
    clusters = Objects.requireNonNullElse(clusters, Clusters.none());
    notes = Objects.requireNonNullElse(notes, List.of());
  }

  /** Reads the report of an earlier run. */
  public static QualityReport of(JobRuns.Run run) {
    return Json.read(run.stats().toString(), QualityReport.class);
  }

  static QualityReport nothingNew(CuratedState state) {
    return new QualityReport(
        state,
        new SilverChange(0, 0, 0),
        RowCounts.none(),
        TrainingRows.none(),
        StepCounts.none(),
        Distribution.none(),
        Clusters.none(),
        Thinning.none(),
        new TrainingItems.Moved(0, 0),
        Optional.empty(),
        List.of());
  }

  /** Version of {@code gold/training_data} that the run wrote; -1 if it wrote none. */
  public long goldVersion() {
    return state.goldVersion().orElse(-1L);
  }

  public long considered() {
    return rows.considered();
  }

  public long selected() {
    return rows.selected();
  }

  public long candidates() {
    return rows.candidates();
  }

  public Map<String, Long> rejectedByReason() {
    return rows.rejectedByReason();
  }

  public long fresh() {
    return change.fresh();
  }

  public long gone() {
    return change.gone();
  }

  public long trainingRows() {
    return training.trainingRows();
  }

  public Map<String, Long> domainsSelected() {
    return distribution.domainsSelected();
  }

  public long itemsWritten() {
    return items.written();
  }

  public long itemsRetired() {
    return items.retired();
  }

  @Override
  public boolean nothingNew() {
    return rows.considered() == 0;
  }

  @Override
  public String headline() {
    if (nothingNew()) {
      return "nothing new in bronze/interactions";
    }
    return String.format(
        Locale.ROOT,
        "%,d considered: %,d selected, %,d awaiting a rating, %,d rejected; %,d training rows",
        rows.considered(),
        rows.selected(),
        rows.candidates(),
        rows.rejected(),
        training.trainingRows());
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    if (nothingNew()) {
      return lines;
    }
    lines.add(Line.count("interactions considered", rows.considered()));
    lines.add(Line.count("  analyzed in this run", change.fresh()));
    lines.add(Line.count("  selected", rows.selected()));
    lines.add(Line.count("  awaiting a rating", rows.candidates()));
    lines.add(Line.count("  rejected", rows.rejected()));
    rows.rejectedByReason()
        .forEach((reason, count) -> lines.add(Line.count("    " + reason, count)));
    lines.add(Line.count("training rows", training.trainingRows()));
    training.bySplit().forEach((split, count) -> lines.add(Line.count("  " + split, count)));
    reviews.map(QualityReport::line).ifPresent(lines::add);
    if (clusters.clusters() > 0) {
      lines.add(line(clusters));
    }
    if (thinning.varietyBefore().isPresent() && thinning.varietyAfter().isPresent()) {
      lines.addAll(lines(thinning.varietyBefore().get(), thinning.varietyAfter().get()));
    }
    thinning
        .coverage()
        .filter(coverage -> coverage.cells() > 0)
        .map(QualityReport::line)
        .ifPresent(lines::add);
    notes.forEach(note -> lines.add(new Line("note", note)));
    return lines;
  }

  private static Line line(ReviewQueue.Refreshed reviews) {
    return new Line(
        "review_queue",
        String.format(
            Locale.ROOT,
            "%,d await an answer, %,d of them new; %,d answered since the last run",
            reviews.open(),
            reviews.queued(),
            reviews.answered()));
  }

  private static Line line(Clusters clusters) {
    return new Line(
        "near-duplicate clusters",
        String.format(Locale.ROOT, "%,d with %,d texts", clusters.clusters(), clusters.texts()));
  }

  private static List<Line> lines(Variety before, Variety after) {
    return List.of(
        new Line(
            "domain entropy",
            String.format(
                Locale.ROOT,
                "%.2f bits before the quotas, %.2f after",
                before.domainEntropy(),
                after.domainEntropy())),
        new Line(
            "distinct-2 of inputs",
            String.format(
                Locale.ROOT,
                "%.3f before the quotas, %.3f after",
                before.distinctPairs(),
                after.distinctPairs())));
  }

  private static Line line(Diversity.Coverage coverage) {
    return new Line(
        "cells of thinned domains covered",
        String.format(
            Locale.ROOT,
            "%,d of %,d (by chance %,d)",
            coverage.covered(),
            coverage.cells(),
            coverage.coveredByChance()));
  }
}

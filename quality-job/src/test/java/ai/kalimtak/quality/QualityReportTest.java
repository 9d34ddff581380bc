package ai.kalimtak.quality;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.job.JobReport.Line;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.TableVersion;
import ai.kalimtak.common.settings.Settings;
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
import ai.kalimtak.quality.signals.ModelVersions;
import ai.kalimtak.quality.tables.SilverChange;
import ai.kalimtak.quality.tables.TrainingItems;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QualityReportTest {
  private static final OffsetDateTime AT = OffsetDateTime.parse("2026-01-05T10:00:00Z");

  /** The format of {@code job_runs.stats} before the report had nested records. */
  private static final String FLAT =
      """
      {"bronze": "table@3", "bronze_version": 3, "gold_version": 2, "considered": 10, "fresh": 4, "altered": 1,
       "gone": 2, "selected": 3, "candidates": 1, "rejected": 6,
       "rejected_by_reason": {"low-score": 5, "over-quota:domain": 1}, "training_rows": 8,
       "by_split": {"test": 1, "train": 7}, "labels": {"rated": 8}, "funnel": [{"step": "considered", "rows": 10}],
       "filters": [{"filter": "low-score", "in": 10, "dropped": 5, "flagged": 6, "alone": 4, "alone_rated": 4}],
       "reasons_by_domain": {"low-score|travel": 5}, "domains_considered": {"travel": 10},
       "domains_selected": {"travel": 3}, "scores": {"5": 4},
       "clusters": {"clusters": 1, "texts": 3, "by_size": {"3 to 5 texts": 1},
                    "largest": [{"texts": 3, "kept": 1, "least_similarity": 0.9}]},
       "variety_before": {"domain_entropy": 1.5, "distinct_words": 0.5, "distinct_pairs": 0.7},
       "variety_after": {"domain_entropy": 2.0, "distinct_words": 0.6, "distinct_pairs": 0.8},
       "coverage": {"cells": 20, "covered": 19, "covered_by_chance": 12}, "items_written": 4, "items_retired": 2,
       "reviews": {"answered": 1, "queued": 2, "dropped": 3, "open": 4}, "router_version": 5,
       "notes": ["a note"], "settings_fingerprint": "{}"}
      """;

  private static final QualityReport REPORT =
      new QualityReport(
          new CuratedState("table@3", 3, Optional.of(2L), Optional.of(5), Optional.empty(), "{}"),
          new SilverChange(4, 1, 2),
          new RowCounts(10, 3, 1, 6, Map.of("low-score", 5L, "over-quota:domain", 1L)),
          new TrainingRows(8, Map.of("test", 1L, "train", 7L), Map.of("rated", 8L)),
          new StepCounts(
              List.of(new StepCounts.Stage("considered", 10)),
              List.of(new StepCounts.Effect("low-score", 10, 5, 6, 4, 4)),
              Map.of("low-score|travel", 5L)),
          new Distribution(Map.of("travel", 10L), Map.of("travel", 3L), Map.of("5", 4L)),
          new Clusters(
              1,
              3,
              Map.of("3 to 5 texts", 1L),
              List.of(new Clusters.Cluster(3, 1, Optional.of(0.9)))),
          new Thinning(
              Optional.of(new Variety(1.5, 0.5, 0.7)),
              Optional.of(new Variety(2, 0.6, 0.8)),
              Optional.of(new Diversity.Coverage(20, 19, 12))),
          new TrainingItems.Moved(4, 2),
          Optional.of(new ReviewQueue.Refreshed(1, 2, 3, 4)),
          List.of("a note"));

  @Test
  void readsTheReportsOfEarlierVersions() {
    assertThat(QualityReport.of(run(FLAT))).isEqualTo(REPORT);
  }

  @Test
  void writesTheSameJsonAsEarlierVersionsAndNulls() {
    ObjectNode expected = (ObjectNode) Json.read(Json.write(Json.read(FLAT)));
    expected.putNull("moderation_version");
    assertThat(Json.read(Json.write(REPORT))).isEqualTo(expected);
  }

  @Test
  void readsReportsThatLackWhatLaterVersionsAdded() {
    QualityReport report = QualityReport.of(run("{\"considered\": 10, \"selected\": 4}"));
    assertThat(report.rows()).isEqualTo(new RowCounts(10, 4, 0, 0, Map.of()));
    assertThat(report.clusters()).isEqualTo(Clusters.none());
    assertThat(report.thinning()).isEqualTo(Thinning.none());
    assertThat(report.headline()).startsWith("10 considered: 4 selected");
    assertThat(report.lines()).isNotEmpty();
  }

  @Test
  void doesNotCurateAgainWhatAnEarlierVersionCurated() {
    QualitySettings settings =
        Settings.load(Optional.empty(), List.of()).reader().bind(QualitySettings::from);
    JsonNode stats =
        Json.tree(Map.of("bronze", "table@3", "settings_fingerprint", settings.fingerprint()));
    assertThat(plan(3, settings, stats).isDone()).isTrue();
    assertThat(plan(4, settings, stats).isDone()).isFalse();
    assertThat(plan(3, settings, Json.read("{}")).isDone()).isFalse();
  }

  @Test
  void showsCountsVarietyAndNotes() {
    assertThat(REPORT.lines())
        .contains(
            new Line("    low-score", "5"),
            new Line(
                "review_queue", "4 await an answer, 2 of them new; 1 answered since the last run"),
            new Line("near-duplicate clusters", "1 with 3 texts"),
            new Line("domain entropy", "1.50 bits before the quotas, 2.00 after"),
            new Line("cells of thinned domains covered", "19 of 20 (by chance 12)"),
            new Line("note", "a note"));
  }

  private static QualityPlan plan(long version, QualitySettings settings, JsonNode stats) {
    return QualityPlan.of(
        new TableVersion("table", version),
        new ModelVersions(Optional.empty(), Optional.empty(), Optional.empty()),
        settings,
        Optional.of(run(stats.toString())),
        true);
  }

  private static JobRuns.Run run(String stats) {
    return new JobRuns.Run(
        7, "quality", "succeeded", AT, Optional.of(AT), Json.read(stats), Optional.empty());
  }
}

package ai.kalimtak.submit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.report.CurationExamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final OffsetDateTime AT = OffsetDateTime.parse("2026-01-05T10:00:00Z");

  @Test
  void showsWhatWasDroppedAndWhy() {
    String page =
        HtmlReport.render(
            facts(
                Optional.of(
                    run(
                        """
                        {"considered": 10, "selected": 4, "training_rows": 8,
                         "funnel": [{"step": "considered", "rows": 10}, {"step": "after low-score", "rows": 4}],
                         "rejected_by_reason": {"low-score": 6}, "by_split": {"test": 1, "train": 7},
                         "domains_considered": {"<b>travel</b>": 10}, "domains_selected": {},
                         "scores": {"5": 4}, "labels": {"rated": 8},
                         "filters": [{"filter": "low-score", "in": 10, "dropped": 6, "flagged": 7, "alone": 5, "alone_rated": 5}],
                         "clusters": {"clusters": 2, "texts": 9, "by_size": {"3 to 5 texts": 2}},
                         "fresh": 3, "altered": 1, "notes": ["no largest share"],
                         "variety_before": {"domain_entropy": 1.5}, "variety_after": {"domain_entropy": 2.25},
                         "coverage": {"cells": 20, "covered": 19, "covered_by_chance": 12}}
                        """)),
                List.of()));
    assertThat(page)
        .contains("Rejected rows by reason")
        .contains("low-score</text>")
        .contains("6 (60.0 %)")
        .contains("&lt;b&gt;travel")
        .contains("no largest share")
        .contains("3 to 5 texts</text>")
        .contains("1.5000 before the quotas, 2.2500 after")
        .contains("19 of 20, by chance 12")
        .contains("how &lt;b&gt;is&lt;/b&gt; it")
        .contains("0.875")
        .doesNotContain("<b>travel");
  }

  @Test
  void drawsAVersionsChecksConfusionAndCalibration() {
    String page = HtmlReport.render(facts(Optional.empty(), List.of(version())));
    assertThat(page)
        .contains("reward v1")
        .contains("refused")
        .contains("Confusion matrix")
        .contains("positive predicted as negative: 1 of 3 (33.3 %)")
        .contains("predicted 80.0 %, observed 66.7 %")
        .contains("✗ beats the constant prediction");
  }

  @Test
  void needsNoNetworkAndIsWrittenAtomically(@TempDir Path folder) throws IOException {
    Path file = HtmlReport.write(facts(Optional.empty(), List.of()), folder);
    assertThat(Files.readString(file))
        .contains("No curation yet")
        .doesNotContain("http:", "https:", "<script", "@import", "url(");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void reportsAnUnwritableFolderWithARemedy(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(
            () -> HtmlReport.write(facts(Optional.empty(), List.of()), file.resolve("state")))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("cannot write report.html to " + file.resolve("state"))
        .hasMessageContaining("Set state.directory to a writable folder");
  }

  private static ReportFacts facts(Optional<JobRuns.Run> curation, List<ModelVersion> versions) {
    return new ReportFacts(
        Instant.EPOCH,
        "the database",
        "the lake",
        Optional.empty(),
        curation,
        new CurationExamples(
            List.of(
                new CurationExamples.Example(
                    "low-score", "id-1", "how <b>is</b> it", "so", Optional.empty())),
            List.of(
                new CurationExamples.Example("12", "id-2", "one text", "so", Optional.of(0.875)))),
        versions,
        List.of(),
        List.of(new Deployments.Serving("reward", 1, 90, "active")),
        List.of());
  }

  private static JobRuns.Run run(String stats) {
    return new JobRuns.Run(
        7, "quality", "succeeded", AT, Optional.of(AT), Json.read(stats), Optional.empty());
  }

  private static ModelVersion version() {
    return new ModelVersion(
        "reward",
        1,
        ModelVersion.Status.REJECTED,
        "somewhere",
        "",
        1,
        "",
        OptionalInt.empty(),
        "logistic-regression",
        Json.read("{}"),
        Json.read(
            """
            {"test": {"rows": 3, "labels": ["negative", "positive"], "confusion": [[0, 0], [1, 2]],
             "calibration": [{"from": 0.8, "to": 0.9, "rows": 3, "mean_confidence": 0.8, "accuracy": 0.667}]}}
            """),
        Optional.of(
            Json.read(
                """
                {"approved": false, "reason": "does not beat it", "checks": [{"name": "beats the constant prediction",
                 "passed": false, "metric": "log loss", "difference": -0.1, "lower": -0.2, "upper": 0.1, "p_value": 0.4, "rows": 3}]}
                """)),
        "test",
        1,
        AT);
  }
}

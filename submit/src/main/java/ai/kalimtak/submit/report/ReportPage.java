package ai.kalimtak.submit.report;

import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.json.ContractValue;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.Deployment;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.QualityReport;
import ai.kalimtak.quality.report.CurationExamples;
import ai.kalimtak.quality.report.StepCounts;
import ai.kalimtak.quality.report.Thinning;
import ai.kalimtak.quality.report.Variety;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The view model of the report template: texts and coordinates. */
record ReportPage(
    String at,
    String database,
    String lakeRoot,
    List<Tile> tiles,
    Curation curation,
    List<Model> models,
    List<Served> deployments,
    List<Run> runs) {

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  /** One headline figure. */
  record Tile(String value, String name) {}

  record Curation(
      String run,
      BarChart funnel,
      BarChart reasons,
      DomainShares domains,
      BarChart scores,
      BarChart splits,
      BarChart labels,
      List<FilterRow> filters,
      BarChart clusterSizes,
      List<Fact> facts,
      List<ExampleRow> examples,
      List<ExampleRow> clusters,
      List<String> notes) {}

  /** The effect of one curation step. */
  record FilterRow(
      String name, String in, String dropped, String flagged, String alone, String aloneRated) {}

  /** A redacted row. */
  record ExampleRow(String group, String id, String input, String output, String similarity) {}

  /** A model's newest evaluated version, and all of its versions. */
  record Model(
      String name,
      String version,
      String verdict,
      boolean approved,
      String reason,
      List<Fact> metrics,
      GateChecks checks,
      ConfusionMatrix confusion,
      CalibrationPlot calibration,
      List<ClassRow> classes,
      List<VersionRow> versions) {}

  record Fact(String name, String value) {}

  record ClassRow(String name, String precision, String recall, String f1, String support) {}

  record VersionRow(
      String version, String status, String data, String metric, String created, String reason) {}

  record Served(
      String model,
      String version,
      String state,
      int percent,
      String from,
      String to,
      String reason) {}

  record Run(String id, String job, String status, String started, String took, String error) {}

  static ReportPage of(ReportFacts facts) {
    return new ReportPage(
        clock(facts.at().atOffset(ZoneOffset.UTC)),
        facts.database(),
        facts.lakeRoot(),
        tiles(facts),
        facts.curation().map(run -> curation(run, facts.examples())).orElse(null),
        models(facts.versions()),
        facts.deployments().stream().map(ReportPage::served).toList(),
        facts.runs().stream().map(ReportPage::run).toList());
  }

  private static List<Tile> tiles(ReportFacts facts) {
    List<Tile> tiles = new ArrayList<>();
    facts
        .curation()
        .map(QualityReport::of)
        .ifPresent(
            report -> {
              tiles.add(new Tile(count(report.considered()), "interactions considered"));
              tiles.add(new Tile(count(report.trainingRows()), "training rows"));
              tiles.add(new Tile(count(report.selected()), "selected examples"));
            });
    facts
        .serving()
        .forEach(
            serving ->
                tiles.add(
                    new Tile(
                        "v" + serving.version(),
                        serving.model() + " serves " + serving.trafficPercent() + " %")));
    return tiles;
  }

  private static Curation curation(JobRuns.Run run, CurationExamples examples) {
    QualityReport report = QualityReport.of(run);
    long considered = report.considered();
    Map<String, Long> funnel = new LinkedHashMap<>();
    report.steps().funnel().forEach(stage -> funnel.put(stage.step(), stage.rows()));
    Map<String, Long> scores = report.distribution().scores();
    return new Curation(
        "run " + run.runId() + ", " + clock(run.startedAt()) + " UTC",
        BarChart.of("Rows left after each step", funnel, considered),
        BarChart.of("Rejected rows by reason", mostFirst(report.rejectedByReason()), considered),
        DomainShares.of(report.distribution().domainsConsidered(), report.domainsSelected()),
        BarChart.of("Ratings in stars", scores, sum(scores)),
        BarChart.of(
            "Splits of gold/training_data",
            inOrder(
                report.training().bySplit(),
                TrainingData.TRAIN,
                TrainingData.VALIDATION,
                TrainingData.TEST),
            report.trainingRows()),
        BarChart.of("Training labels", report.training().labels(), report.trainingRows()),
        report.steps().filters().stream().map(ReportPage::filter).toList(),
        BarChart.of(
            "Near-duplicate clusters by size",
            report.clusters().bySize(),
            report.clusters().clusters()),
        facts(report),
        examples.rejected().stream().map(ReportPage::example).toList(),
        examples.clusters().stream().map(ReportPage::example).toList(),
        report.notes());
  }

  private static FilterRow filter(StepCounts.Effect effect) {
    return new FilterRow(
        effect.filter(),
        count(effect.in()),
        count(effect.dropped()),
        count(effect.flagged()),
        count(effect.alone()),
        count(effect.aloneRated()));
  }

  private static List<Fact> facts(QualityReport report) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("newly examined rows", count(report.change().fresh())));
    facts.add(new Fact("other rows whose decision changed", count(report.change().altered())));
    Thinning thinning = report.thinning();
    if (thinning.varietyBefore().isPresent() && thinning.varietyAfter().isPresent()) {
      Variety before = thinning.varietyBefore().get();
      Variety after = thinning.varietyAfter().get();
      facts.add(change("domain entropy, bits", before.domainEntropy(), after.domainEntropy()));
      facts.add(
          change("distinct words (distinct-1)", before.distinctWords(), after.distinctWords()));
      facts.add(
          change(
              "distinct word pairs (distinct-2)", before.distinctPairs(), after.distinctPairs()));
    }
    thinning
        .coverage()
        .filter(coverage -> coverage.cells() > 0)
        .ifPresent(
            coverage ->
                facts.add(
                    new Fact(
                        "covered clusters of downsampled domains",
                        count(coverage.covered())
                            + " of "
                            + count(coverage.cells())
                            + ", by chance "
                            + count(coverage.coveredByChance()))));
    return facts;
  }

  private static Fact change(String name, double before, double after) {
    return new Fact(name, number(before) + " before the quotas, " + number(after) + " after");
  }

  private static ExampleRow example(CurationExamples.Example example) {
    return new ExampleRow(
        example.group(),
        example.interactionId(),
        example.input(),
        example.output(),
        example
            .similarity()
            .map(similarity -> String.format(Locale.ROOT, "%.3f", similarity))
            .orElse("stays"));
  }

  private static List<Model> models(List<ModelVersion> versions) {
    Map<String, List<ModelVersion>> byName =
        versions.stream()
            .collect(
                Collectors.groupingBy(
                    ModelVersion::modelName, LinkedHashMap::new, Collectors.toList()));
    List<Model> models = new ArrayList<>();
    byName.forEach(
        (name, all) -> {
          Optional<ModelVersion> judged =
              all.stream().filter(version -> version.verdict().isPresent()).findFirst();
          models.add(model(name, judged, all));
        });
    return models;
  }

  private static Model model(String name, Optional<ModelVersion> judged, List<ModelVersion> all) {
    List<VersionRow> versions = all.stream().map(ReportPage::versionRow).toList();
    if (judged.isEmpty()) {
      return new Model(
          name,
          null,
          "no verdict yet",
          false,
          "",
          List.of(),
          null,
          null,
          null,
          List.of(),
          versions);
    }
    ModelVersion version = judged.get();
    JsonNode verdict = version.verdict().orElseThrow();
    JsonNode test = version.metrics().path("test");
    boolean approved = verdict.path("approved").asBoolean();
    return new Model(
        name,
        "v" + version.version(),
        approved ? "approved" : "refused",
        approved,
        verdict.path("reason").asText(),
        metrics(test),
        GateChecks.of(verdict),
        test.path("labels").isEmpty() ? null : ConfusionMatrix.of(test),
        test.path("calibration").isEmpty() ? null : CalibrationPlot.of(test),
        classes(test.path("per_class")),
        versions);
  }

  private static List<Fact> metrics(JsonNode test) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("rows", "test rows");
    names.put("accuracy", "accuracy");
    names.put("constant_accuracy", "accuracy of the constant baseline");
    names.put("macro_f1", "macro F1");
    names.put("auc", "area under ROC");
    names.put("log_loss", "log loss, nats");
    names.put("constant_log_loss", "log loss of the constant baseline");
    names.put("brier", "Brier score");
    names.put("ece", "calibration error (ECE)");
    List<Fact> facts = new ArrayList<>();
    names.forEach(
        (key, name) -> {
          if (test.hasNonNull(key)) {
            facts.add(
                new Fact(
                    name, key.equals("rows") ? count(test.path(key)) : number(test.path(key))));
          }
        });
    return facts;
  }

  private static List<ClassRow> classes(JsonNode perClass) {
    List<ClassRow> rows = new ArrayList<>();
    perClass
        .properties()
        .forEach(
            entry ->
                rows.add(
                    new ClassRow(
                        entry.getKey(),
                        number(entry.getValue().path("precision")),
                        number(entry.getValue().path("recall")),
                        number(entry.getValue().path("f1")),
                        count(entry.getValue().path("support")))));
    return rows;
  }

  private static VersionRow versionRow(ModelVersion version) {
    JsonNode test = version.metrics().path("test");
    String metric =
        test.hasNonNull("auc")
            ? "AUC " + number(test.path("auc"))
            : test.hasNonNull("accuracy") ? "accuracy " + number(test.path("accuracy")) : "";
    return new VersionRow(
        "v" + version.version(),
        ContractValue.of(version.status()),
        "gold version " + version.datasetVersion(),
        metric,
        clock(version.createdAt()),
        version.verdict().map(verdict -> verdict.path("reason").asText()).orElse(""));
  }

  private static Served served(Deployment deployment) {
    return new Served(
        deployment.modelName(),
        "v" + deployment.version(),
        ContractValue.of(deployment.state()).replace('_', ' '),
        deployment.trafficPercent(),
        clock(deployment.startedAt()),
        deployment.endedAt().map(ReportPage::clock).orElse(""),
        deployment.reason());
  }

  private static Run run(JobRuns.Run run) {
    return new Run(
        String.valueOf(run.runId()),
        run.job(),
        run.status(),
        clock(run.startedAt()),
        run.endedAt()
            .map(
                end ->
                    String.format(
                        Locale.ROOT,
                        "%.1f s",
                        Duration.between(run.startedAt(), end).toMillis() / 1000.0))
            .orElse(""),
        run.error().orElse(""));
  }

  private static Map<String, Long> mostFirst(Map<String, Long> counts) {
    Map<String, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /** Restores the order of keys, which Postgres' jsonb does not keep. */
  private static Map<String, Long> inOrder(Map<String, Long> counts, String... names) {
    Map<String, Long> sorted = new LinkedHashMap<>();
    for (String name : names) {
      sorted.put(name, counts.getOrDefault(name, 0L));
    }
    return sorted;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String count(JsonNode number) {
    return count(number.asLong());
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String number(JsonNode number) {
    return number(number.asDouble());
  }

  private static String number(double number) {
    return String.format(Locale.ROOT, "%.4f", number);
  }

  private static String clock(OffsetDateTime time) {
    return CLOCK.format(time.withOffsetSameInstant(ZoneOffset.UTC));
  }
}

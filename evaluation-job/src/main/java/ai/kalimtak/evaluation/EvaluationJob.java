package ai.kalimtak.evaluation;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.var_samp;

import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.job.JobException;
import ai.kalimtak.common.job.Json;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.registry.ArtifactStore;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.SettingsReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Judges every registered version on the test split of the data it was trained on, beside the
 * constant prediction and the version in production.
 */
public final class EvaluationJob implements Job<EvaluationSettings, EvaluationReport> {
  private static final String PRODUCTION = "production";

  public static void main(String[] args) {
    System.exit(JobCommand.run(new EvaluationJob(), args));
  }

  @Override
  public String name() {
    return "evaluation";
  }

  @Override
  public EvaluationSettings bind(SettingsReader reader) {
    return EvaluationSettings.from(reader);
  }

  @Override
  public Set<String> readsFromDatabase(EvaluationSettings settings) {
    return Set.of("public.model_versions");
  }

  @Override
  public Set<String> writesToDatabase(EvaluationSettings settings) {
    return Set.of("public.model_versions");
  }

  @Override
  public EvaluationReport run(EvaluationSettings settings, JobContext context) {
    List<Finding> findings = new ArrayList<>();
    List<JobException> damaged = new ArrayList<>();
    for (ModelVersion version : context.registry().withStatus(ModelVersion.Status.REGISTERED)) {
      try {
        findings.add(
            context.phase("judging " + version.label(), () -> judge(version, settings, context)));
      } catch (JobException e) {
        // The others are judged all the same; this one stays registered until it is mended.
        damaged.add(e);
      }
    }
    if (!findings.isEmpty()) {
      context.phase("writing gold/evaluations", () -> EvaluationWriter.append(context, findings));
    }
    findings.forEach(finding -> record(finding, context));
    if (!damaged.isEmpty()) {
      throw damaged.get(0);
    }
    return new EvaluationReport(findings.stream().map(Finding::judged).toList());
  }

  /** What was found of one version. */
  record Finding(ModelVersion version, TestMetrics metrics, Verdict verdict) {
    EvaluationReport.Judged judged() {
      return new EvaluationReport.Judged(
          version.modelName(),
          version.version(),
          verdict.approved(),
          verdict.reason(),
          metrics.numbers());
    }
  }

  private static Finding judge(
      ModelVersion version, EvaluationSettings settings, JobContext context) {
    LabelRule label = LabelRule.of(version);
    boolean binary = label.positive().isPresent();
    Optional<ModelVersion> production = context.registry().inProduction(version.modelName());
    Dataset<Row> labelled =
        label
            .apply(context.lake().readVersion(TrainingData.TABLE, version.datasetVersion()))
            .where(col(TrainingData.SPLIT).equalTo(TrainingData.TEST));
    // Kept, because the metrics are several passes over rows that two pipelines scored.
    Dataset<Row> scored =
        score(labelled, version, production, context).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      TestMetrics metrics = TestMetrics.of(scored, Scoring.classes(version), label.positive());
      Verdict verdict =
          Verdict.judge(
              metrics.rows(),
              binary ? "log loss" : "error rate",
              difference(scored, "constant", binary, settings),
              production.map(
                  rival ->
                      new Verdict.Rival(
                          rival.label(), difference(scored, PRODUCTION, binary, settings))),
              settings);
      return new Finding(version, metrics, verdict);
    } finally {
      scored.unpersist();
    }
  }

  private static Dataset<Row> score(
      Dataset<Row> labelled,
      ModelVersion version,
      Optional<ModelVersion> production,
      JobContext context) {
    Dataset<Row> scored =
        Scoring.add(
            Scoring.addConstant(labelled, version),
            version,
            load(version, context),
            TestMetrics.CANDIDATE);
    return production.isEmpty()
        ? scored
        : Scoring.add(scored, production.get(), load(production.get(), context), PRODUCTION);
  }

  private static PipelineModel load(ModelVersion version, JobContext context) {
    new ArtifactStore(
            context.spark().sparkContext().hadoopConfiguration(), context.core().modelsRoot())
        .verify(version);
    return PipelineModel.load(version.artifactUri() + "/" + ArtifactStore.PIPELINE);
  }

  private static PairedDifference difference(
      Dataset<Row> scored, String rival, boolean binary, EvaluationSettings settings) {
    Column better =
        binary
            ? Scoring.logLoss(rival).minus(Scoring.logLoss(TestMetrics.CANDIDATE))
            : Scoring.error(rival).minus(Scoring.error(TestMetrics.CANDIDATE));
    Row row = scored.agg(avg(better), var_samp(better), count(lit(1))).first();
    return PairedDifference.of(
        row.isNullAt(0) ? 0 : row.getDouble(0),
        row.isNullAt(1) ? 0 : row.getDouble(1),
        row.getLong(2),
        settings.significance());
  }

  private static void record(Finding finding, JobContext context) {
    context
        .registry()
        .recordVerdict(
            finding.version(),
            finding.verdict().approved(),
            finding.metrics(),
            finding.verdict(),
            finding.verdict().reason(),
            ArtifactStore.sha256(Json.write(finding.verdict())),
            "evaluation run " + context.runId());
  }
}

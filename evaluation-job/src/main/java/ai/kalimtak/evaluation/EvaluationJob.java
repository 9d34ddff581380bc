package ai.kalimtak.evaluation;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.var_samp;

import ai.kalimtak.common.digest.Sha256;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Job;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.evaluation.judging.EvaluationSettings;
import ai.kalimtak.evaluation.judging.EvaluationWriter;
import ai.kalimtak.evaluation.judging.PairedDifference;
import ai.kalimtak.evaluation.judging.Scoring;
import ai.kalimtak.evaluation.judging.TestMetrics;
import ai.kalimtak.evaluation.judging.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Judges every registered version on the test split of the data it was trained on, beside the
 * constant prediction and the version in production; on request also those that were approved
 * before, on today's test rows.
 */
public final class EvaluationJob implements Job<EvaluationSettings, EvaluationReport> {
  private static final String PRODUCTION = "production";

  private final EvaluationOptions options;

  public EvaluationJob() {
    this(new EvaluationOptions());
  }

  public EvaluationJob(EvaluationOptions options) {
    this.options = options;
  }

  public static void main(String[] args) {
    JobCommand.exit(JobCommand.run(new EvaluationJob(), args));
  }

  @Override
  public String name() {
    return "evaluation";
  }

  @Override
  public Optional<Object> options() {
    return Optional.of(options);
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
    List<JobException> damaged = new ArrayList<>();
    List<Finding> judged = new ArrayList<>();
    List<Finding> reviewed = new ArrayList<>();
    // Before the verdicts of this run: what is judged now is not measured twice.
    List<ModelVersion> approved =
        options.all()
            ? context.registry().withStatus(ModelVersion.Status.APPROVED)
            : List.<ModelVersion>of();
    for (ModelVersion version : context.registry().withStatus(ModelVersion.Status.REGISTERED)) {
      find(version, version.datasetVersion(), settings, context, damaged).ifPresent(judged::add);
    }
    if (!approved.isEmpty()) {
      long today = context.lake().version(TrainingData.TABLE).orElseThrow().version();
      for (ModelVersion version : approved) {
        find(version, today, settings, context, damaged).ifPresent(reviewed::add);
      }
    }
    List<Finding> all = Stream.concat(judged.stream(), reviewed.stream()).toList();
    if (!all.isEmpty()) {
      context.phase("writing gold/evaluations", () -> EvaluationWriter.append(context, all));
    }
    judged.forEach(finding -> record(finding, context));
    if (!damaged.isEmpty()) {
      throw damaged.get(0);
    }
    return new EvaluationReport(
        judged.stream().map(Finding::judged).toList(),
        reviewed.stream().map(Finding::judged).toList());
  }

  /** Empty when the version is damaged: the others are judged all the same. */
  private static Optional<Finding> find(
      ModelVersion version,
      long datasetVersion,
      EvaluationSettings settings,
      JobContext context,
      List<JobException> damaged) {
    try {
      return Optional.of(
          context.phase(
              "judging " + version.label(),
              () -> judge(version, datasetVersion, settings, context)));
    } catch (JobException e) {
      damaged.add(e);
      return Optional.empty();
    }
  }

  /**
   * What was found of one version.
   *
   * @param datasetVersion of the training data whose test rows were used
   */
  public record Finding(
      ModelVersion version, long datasetVersion, TestMetrics metrics, Verdict verdict) {
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
      ModelVersion version, long datasetVersion, EvaluationSettings settings, JobContext context) {
    LabelRule label = LabelRule.of(version);
    boolean binary = label.positive().isPresent();
    Optional<ModelVersion> production =
        context
            .registry()
            .inProduction(version.modelName())
            .filter(serving -> serving.version() != version.version());
    Dataset<Row> labelled =
        label
            .apply(context.lake().readVersion(TrainingData.TABLE, datasetVersion))
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
      return new Finding(version, datasetVersion, metrics, verdict);
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
            context.artifacts().load(version),
            TestMetrics.CANDIDATE);
    return production.isEmpty()
        ? scored
        : Scoring.add(
            scored, production.get(), context.artifacts().load(production.get()), PRODUCTION);
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
            Sha256.of(Json.write(finding.verdict())),
            "evaluation run " + context.runId());
  }
}

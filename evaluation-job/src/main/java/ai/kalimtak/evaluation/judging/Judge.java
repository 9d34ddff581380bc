package ai.kalimtak.evaluation.judging;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.var_samp;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.registry.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Scores test rows with a version, with the constant prediction and with the version in production,
 * and decides by the gate.
 */
public final class Judge {
  private final JobContext context;
  private final Gate gate;

  public Judge(JobContext context, Gate gate) {
    this.context = context;
    this.gate = gate;
  }

  /** Judges every version; one that fails, such as a damaged one, does not stop the others. */
  public Judgments judge(List<Trial> trials) {
    List<Finding> findings = new ArrayList<>();
    List<JobException> failures = new ArrayList<>();
    for (Trial trial : trials) {
      try {
        findings.add(context.phase("judging " + trial.version().label(), () -> judge(trial)));
      } catch (JobException e) {
        failures.add(e);
      }
    }
    return new Judgments(findings, failures);
  }

  private Finding judge(Trial trial) {
    ModelVersion version = trial.version();
    LabelRule label = LabelRule.of(version);
    Optional<ModelVersion> production =
        context
            .registry()
            .inProduction(version.modelName())
            .filter(serving -> serving.version() != version.version());
    Dataset<Row> labeled =
        label
            .apply(context.lake().readVersion(TrainingData.TABLE, trial.datasetVersion()))
            .where(col(TrainingData.SPLIT).equalTo(TrainingData.TEST));
    // Kept, because the metrics take several passes over rows that two pipelines have scored.
    Dataset<Row> scored =
        score(labeled, version, production).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      TestMetrics metrics = TestMetrics.of(scored, Scoring.classes(version), label.positive());
      return new Finding(
          trial, metrics, decide(scored, metrics.rows(), Loss.of(label), production));
    } finally {
      scored.unpersist();
    }
  }

  private Dataset<Row> score(
      Dataset<Row> labeled, ModelVersion version, Optional<ModelVersion> production) {
    Dataset<Row> scored =
        Scoring.add(
            Scoring.addConstant(labeled, version), version, load(version), Scoring.CANDIDATE);
    return production
        .map(rival -> Scoring.add(scored, rival, load(rival), Scoring.PRODUCTION))
        .orElse(scored);
  }

  private PipelineModel load(ModelVersion version) {
    return context.artifacts().load(version);
  }

  private Verdict decide(
      Dataset<Row> scored, long rows, Loss loss, Optional<ModelVersion> production) {
    return Verdict.judge(
        rows,
        loss.description(),
        improvement(scored, loss, Scoring.CONSTANT),
        production.map(
            rival ->
                new Verdict.Rival(rival.label(), improvement(scored, loss, Scoring.PRODUCTION))),
        gate);
  }

  /** How much smaller the candidate's loss is than the rival's. */
  private PairedDifference improvement(Dataset<Row> scored, Loss loss, String rival) {
    Column difference = loss.of(rival).minus(loss.of(Scoring.CANDIDATE));
    Row row =
        scored
            .agg(
                coalesce(avg(difference), lit(0.0)).alias("mean"),
                coalesce(var_samp(difference), lit(0.0)).alias("variance"),
                count(lit(1)).alias("rows"))
            .first();
    return PairedDifference.of(
        row.<Double>getAs("mean"),
        row.<Double>getAs("variance"),
        row.<Long>getAs("rows"),
        gate.significance());
  }
}

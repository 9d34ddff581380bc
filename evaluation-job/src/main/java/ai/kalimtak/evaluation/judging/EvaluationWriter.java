package ai.kalimtak.evaluation.judging;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.Evaluations;
import ai.kalimtak.common.lake.LakeTransaction;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ModelVersion;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Appends the metrics of a run to {@code gold/evaluations}, exactly once. */
public final class EvaluationWriter {
  private EvaluationWriter() {}

  public static void append(JobContext context, List<Finding> findings) {
    Timestamp at = Timestamp.from(Instant.now());
    List<Row> rows = new ArrayList<>();
    for (Finding finding : findings) {
      new Rows(context.runId(), at, finding.trial(), rows).add(finding.metrics());
    }
    context
        .lake()
        .appendOnce(
            Evaluations.TABLE, rows, new LakeTransaction("kalimtak-evaluation", context.runId()));
  }

  /** Collects the rows of one version. */
  private record Rows(long runId, Timestamp at, Trial trial, List<Row> rows) {
    void add(TestMetrics metrics) {
      metrics.numbers().forEach((metric, value) -> add(metric, "all", value));
      metrics.confusion().perClass().forEach((name, of) -> add("class=" + name, of));
    }

    private void add(String slice, Confusion.ClassMetrics metrics) {
      add("precision", slice, metrics.precision());
      add("recall", slice, metrics.recall());
      add("f1", slice, metrics.f1());
      add("support", slice, (double) metrics.support());
    }

    private void add(String metric, String slice, double value) {
      ModelVersion version = trial.version();
      rows.add(
          RowFactory.create(
              runId,
              at,
              version.modelName(),
              version.version(),
              trial.datasetVersion(),
              TrainingData.TEST,
              metric,
              slice,
              value));
    }
  }
}

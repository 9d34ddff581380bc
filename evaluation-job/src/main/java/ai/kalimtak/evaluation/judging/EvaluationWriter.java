package ai.kalimtak.evaluation.judging;

import ai.kalimtak.common.job.JobContext;
import ai.kalimtak.common.lake.Evaluations;
import ai.kalimtak.common.lake.LakeTransaction;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.evaluation.EvaluationJob;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Appends a run's metrics to {@code gold/evaluations}, once. */
public final class EvaluationWriter {
  private EvaluationWriter() {}

  public static void append(JobContext context, List<EvaluationJob.Finding> findings) {
    Timestamp at = Timestamp.from(Instant.now());
    List<Row> rows = new ArrayList<>();
    for (EvaluationJob.Finding finding : findings) {
      finding
          .metrics()
          .numbers()
          .forEach((metric, value) -> rows.add(row(context, at, finding, metric, "all", value)));
      finding
          .metrics()
          .perClass()
          .forEach(
              (name, metrics) -> {
                String slice = "class=" + name;
                rows.add(row(context, at, finding, "precision", slice, metrics.precision()));
                rows.add(row(context, at, finding, "recall", slice, metrics.recall()));
                rows.add(row(context, at, finding, "f1", slice, metrics.f1()));
                rows.add(row(context, at, finding, "support", slice, (double) metrics.support()));
              });
    }
    context
        .lake()
        .appendOnce(
            Evaluations.TABLE, rows, new LakeTransaction("kalimtak-evaluation", context.runId()));
  }

  private static Row row(
      JobContext context,
      Timestamp at,
      EvaluationJob.Finding finding,
      String metric,
      String slice,
      double value) {
    ModelVersion version = finding.version();
    return RowFactory.create(
        context.runId(),
        at,
        version.modelName(),
        version.version(),
        finding.datasetVersion(),
        TrainingData.TEST,
        metric,
        slice,
        value);
  }
}

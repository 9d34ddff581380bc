package ai.kalimtak.bench.domains;

import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.learning.RouterDecision;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.training.TrainingJob;
import ai.kalimtak.training.TrainingReport;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Trains the domain router on CLINC150 with the training job and evaluates it. */
final class RouterTrial {
  private static final int ROUNDS = 3;

  private final Workbench bench;

  RouterTrial(Workbench bench) {
    this.bench = bench;
  }

  /** Returns the figures on one split of a router trained on the others. */
  RouterFigures learn(String kind, List<ClincText.Placed> texts, String judgedSplit) {
    write(kind, texts);
    TrainingReport.Trained trained = bench.run(new TrainingJob()).models().get(0);
    PipelineModel router = router();
    RouterDecision decision = (RouterDecision) router.stages()[router.stages().length - 1];
    return RouterFigures.of(
        trained,
        RouterAnswer.of(bench, router, decision, judgedSplit),
        RouterAnswer.of(bench, router, decision, TrainingData.VALIDATION));
  }

  /** Replaces {@code gold/training_data} with the labeled texts. */
  private void write(String kind, List<ClincText.Placed> texts) {
    List<Row> rows = new ArrayList<>();
    for (ClincText.Placed placed : texts) {
      Map<String, Object> values = new HashMap<>();
      values.put(TrainingData.INTERACTION_ID, "clinc-" + rows.size());
      values.put(TrainingData.CREATED_AT, Timestamp.from(Instant.EPOCH));
      values.put(TrainingData.INPUT_TEXT, placed.text().text());
      values.put(TrainingData.GIVEN_DOMAIN, placed.text().label(kind));
      values.put(TrainingData.SPLIT, placed.split());
      rows.add(
          RowFactory.create(
              Arrays.stream(TrainingData.TABLE.schema().fieldNames()).map(values::get).toArray()));
    }
    bench.session().lake().ensure(TrainingData.TABLE);
    bench
        .session()
        .spark()
        .createDataFrame(rows, TrainingData.TABLE.schema())
        .coalesce(2)
        .write()
        .format("delta")
        .mode("overwrite")
        .save(bench.session().lake().path(TrainingData.TABLE));
  }

  private PipelineModel router() {
    ModelVersion latest = bench.session().registry().latest(LabelRule.DOMAIN_ROUTER).orElseThrow();
    return bench.session().artifacts().load(latest);
  }

  /**
   * Measures rows per second from text to answer, after a warm-up, with the last trained router.
   */
  void printSpeed(List<ClincText> texts, int copies) {
    PipelineModel router = router();
    Dataset<Row> rows =
        bench
            .session()
            .spark()
            .createDataset(
                IntStream.range(0, copies)
                    .boxed()
                    .flatMap(copy -> texts.stream().map(ClincText::text))
                    .toList(),
                Encoders.STRING())
            .toDF(TrainingData.INPUT_TEXT)
            .repartition(2);
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round <= ROUNDS; round++) {
      double taken =
          Workbench.seconds(
              () ->
                  router
                      .transform(rows)
                      .select("probability", "prediction", RouterDecision.PREDICTED_DOMAIN)
                      .write()
                      .format("noop")
                      .mode("overwrite")
                      .save());
      if (round > 0) {
        seconds.add((double) texts.size() * copies / taken);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "scoring: %,.0f rows per second (%,.0f to %,.0f)%n",
        Workbench.median(seconds),
        Collections.min(seconds),
        Collections.max(seconds));
  }
}

package ai.kalimtak.bench.domains;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.learning.RouterDecision;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * The router's answer for one text.
 *
 * @param inScope its best in-scope label
 * @param raw its probability as the softmax of the raw margins
 * @param tempered the same with temperature scaling
 * @param confidence probability of the answer
 */
record RouterAnswer(
    String label,
    String answer,
    String inScope,
    double raw,
    double tempered,
    double confidence,
    double score) {

  boolean outside() {
    return label.equals(LabelRule.OUT_OF_SCOPE);
  }

  /** Returns whether the answer is right. */
  boolean right() {
    return label.equals(answer);
  }

  /** Returns whether its best in-scope label is the right one. */
  boolean rightInScope() {
    return label.equals(inScope);
  }

  /** Returns whether it answered that the text is out of scope. */
  boolean refused() {
    return answer.equals(LabelRule.OUT_OF_SCOPE);
  }

  /** Returns the answers for one split of {@code gold/training_data}. */
  static List<RouterAnswer> of(
      Workbench bench, PipelineModel router, RouterDecision decision, String split) {
    List<String> names = List.of(decision.labelNames());
    int outOfScope = names.indexOf(LabelRule.OUT_OF_SCOPE);
    List<RouterAnswer> all = new ArrayList<>();
    for (Row row :
        router
            .transform(
                bench
                    .session()
                    .lake()
                    .read(TrainingData.TABLE)
                    .where(col(TrainingData.SPLIT).equalTo(split)))
            .select(
                TrainingData.GIVEN_DOMAIN,
                RouterDecision.PREDICTED_DOMAIN,
                "rawPrediction",
                "probability",
                "prediction")
            .collectAsList()) {
      double[] margins = row.<Vector>getAs("rawPrediction").toArray();
      double[] raw = RouterDecision.inScope(margins, outOfScope, 1);
      double[] tempered = RouterDecision.inScope(margins, outOfScope, decision.temperatureValue());
      int best = 0;
      for (int i = 1; i < raw.length; i++) {
        best = raw[i] > raw[best] ? i : best;
      }
      all.add(
          new RouterAnswer(
              row.getAs(TrainingData.GIVEN_DOMAIN),
              row.getAs(RouterDecision.PREDICTED_DOMAIN),
              names.get(best),
              raw[best],
              tempered[best],
              row.<Vector>getAs("probability").apply(row.<Double>getAs("prediction").intValue()),
              RouterDecision.scopeScore(margins, outOfScope)));
    }
    return all;
  }
}

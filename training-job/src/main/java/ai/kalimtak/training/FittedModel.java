package ai.kalimtak.training;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.job.Rounding;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.ClassProbability;
import ai.kalimtak.common.learning.LogLoss;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.types.Metadata;

/**
 * A pipeline that was fitted, with what it showed on the validation split.
 *
 * @param validation log_loss, accuracy and constant_log_loss
 */
record FittedModel(PipelineModel pipeline, double regParam, Map<String, Object> validation) {
  /** Fits one linear model for each penalty, and keeps that of the least validation log loss. */
  static FittedModel fit(
      ModelRecipe recipe, LabelledData data, Dataset<Row> gold, TrainingSettings settings) {
    Dataset<Row> labelled = weighted(data.rows(recipe, gold, TrainingData.TRAIN));
    Dataset<Row> train =
        recipe
            .furtherTrainRows(gold, data)
            .map(further -> labelled.unionByName(further))
            .orElse(labelled);
    Dataset<Row> validation = weighted(data.rows(recipe, gold, TrainingData.VALIDATION));
    PipelineModel features =
        new Pipeline().setStages(recipe.featureStages().toArray(PipelineStage[]::new)).fit(train);
    // Kept, because every iteration of every fit reads them; the texts are behind them.
    Dataset<Row> trainFeatures = keep(features.transform(train), settings.partitions());
    Dataset<Row> validationFeatures = keep(features.transform(validation), settings.partitions());
    try {
      FittedModel best = null;
      for (double regParam : recipe.regParams()) {
        LogisticRegressionModel linear =
            recipe.fit(
                trainFeatures,
                size(trainFeatures),
                data.classes().size(),
                regParam,
                recipe.maxIterations(settings));
        Dataset<Row> scored = linear.transform(validationFeatures);
        List<Transformer> output = recipe.outputStages(data.classes(), scored);
        for (Transformer stage : output) {
          scored = stage.transform(scored);
        }
        Map<String, Object> shown = measure(scored, data);
        if (best == null || logLoss(shown) < logLoss(best.validation())) {
          best = new FittedModel(whole(features, linear, output, recipe), regParam, shown);
        }
      }
      return best;
    } finally {
      release(trainFeatures);
      release(validationFeatures);
    }
  }

  /**
   * Id, label, weight and features, in an order and a number of partitions that depend on nothing
   * but the rows: floating-point sums come out the same.
   *
   * <p>Checkpointed, because a task takes along all that its rows were made by, and here that is
   * metadata that names every hashed feature: sending it would cost several times the fit.
   */
  private static Dataset<Row> keep(Dataset<Row> rows, int partitions) {
    Metadata sizeOnly = new AttributeGroup(ModelRecipe.FEATURES, size(rows)).toMetadata();
    return Checkpoints.cut(
        rows.select(
                col(TrainingData.INTERACTION_ID),
                col(ModelRecipe.LABEL),
                col(ModelRecipe.WEIGHT),
                col(ModelRecipe.FEATURES).as(ModelRecipe.FEATURES, sizeOnly))
            .repartition(partitions, col(TrainingData.INTERACTION_ID))
            .sortWithinPartitions(TrainingData.INTERACTION_ID));
  }

  /** A row that a person labelled counts as one. */
  private static Dataset<Row> weighted(Dataset<Row> rows) {
    return rows.withColumn(ModelRecipe.WEIGHT, lit(1.0));
  }

  private static int size(Dataset<Row> rows) {
    return AttributeGroup.fromStructField(rows.schema().apply(ModelRecipe.FEATURES)).size();
  }

  private static void release(Dataset<Row> kept) {
    ((LogicalRDD) kept.queryExecution().logical()).rdd().unpersist(false);
  }

  private static double logLoss(Map<String, Object> metrics) {
    return (Double) metrics.get("log_loss");
  }

  private static PipelineModel whole(
      PipelineModel features,
      LogisticRegressionModel linear,
      List<Transformer> output,
      ModelRecipe recipe) {
    List<Transformer> stages = new ArrayList<>(List.of(features.stages()));
    stages.add(linear);
    stages.addAll(output);
    return new PipelineModel("kalimtak_" + recipe.name().replace('-', '_'), stages);
  }

  private static Map<String, Object> measure(Dataset<Row> scored, LabelledData data) {
    Column constant = lit(0.0);
    double all = data.rows(TrainingData.TRAIN);
    for (int number = 0; number < data.classes().size(); number++) {
      double share = data.trainRows(data.classes().get(number)) / all;
      constant =
          when(col(ModelRecipe.LABEL).equalTo((double) number), lit(LogLoss.of(share)))
              .otherwise(constant);
    }
    Row row =
        scored
            .agg(
                avg(LogLoss.of(ClassProbability.of(col(ModelRecipe.LABEL)))),
                avg(when(col("prediction").equalTo(col(ModelRecipe.LABEL)), 1.0).otherwise(0.0)),
                avg(constant))
            .first();
    Map<String, Object> metrics = new LinkedHashMap<>();
    Stream.of("log_loss", "accuracy", "constant_log_loss")
        .forEach(name -> metrics.put(name, rounded(row.getDouble(metrics.size()))));
    return metrics;
  }

  private static double rounded(double value) {
    return Rounding.toDecimals(6, value);
  }
}

package ai.kalimtak.training.fitting;

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
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;

/** A fitted pipeline, with the penalty that was chosen and its metrics on the validation split. */
public record FittedModel(PipelineModel pipeline, double regParam, Validation validation) {
  /**
   * The metrics of the validation split.
   *
   * @param logLoss mean negative logarithm of the probability of the true label, nats
   * @param constantLogLoss the same if the shares of the train split are always predicted
   */
  public record Validation(double logLoss, double accuracy, double constantLogLoss) {
    /** The metrics by the keys that the registry uses. */
    public Map<String, Double> metrics() {
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("log_loss", logLoss);
      metrics.put("accuracy", accuracy);
      metrics.put("constant_log_loss", constantLogLoss);
      return metrics;
    }
  }

  /**
   * Fits one linear model for each penalty, and keeps the one with the least validation log loss.
   *
   * @param partitions number of partitions that the rows are distributed to
   */
  public static FittedModel fit(
      ModelRecipe recipe, LabeledData data, Dataset<Row> gold, int partitions) {
    Dataset<Row> labeled = weighted(data.rows(recipe, gold, TrainingData.TRAIN));
    Dataset<Row> train =
        recipe
            .furtherTrainRows(gold, data.classes(), data.rows(TrainingData.TRAIN))
            .map(labeled::unionByName)
            .orElse(labeled);
    Dataset<Row> validation = weighted(data.rows(recipe, gold, TrainingData.VALIDATION));
    PipelineModel features =
        new Pipeline().setStages(recipe.featureStages().toArray(PipelineStage[]::new)).fit(train);
    // Kept, because every iteration of every fit reads the features; computing them is expensive.
    Dataset<Row> trainFeatures = keep(features.transform(train), partitions);
    Dataset<Row> validationFeatures = keep(features.transform(validation), partitions);
    try {
      FittedModel best = null;
      for (double regParam : recipe.grid().regParams()) {
        FittedModel model =
            fit(recipe, data, features, trainFeatures, validationFeatures, regParam);
        if (best == null || model.validation().logLoss() < best.validation().logLoss()) {
          best = model;
        }
      }
      return best;
    } finally {
      Checkpoints.release(trainFeatures);
      Checkpoints.release(validationFeatures);
    }
  }

  private static FittedModel fit(
      ModelRecipe recipe,
      LabeledData data,
      PipelineModel features,
      Dataset<Row> train,
      Dataset<Row> validation,
      double regParam) {
    LogisticRegressionModel linear =
        recipe
            .learner()
            .fit(
                train, size(train), data.classes().size(), regParam, recipe.grid().maxIterations());
    Dataset<Row> scored = linear.transform(validation);
    List<Transformer> output = recipe.outputStages(data.classes(), scored);
    for (Transformer stage : output) {
      scored = stage.transform(scored);
    }
    List<Transformer> stages = new ArrayList<>(List.of(features.stages()));
    stages.add(linear);
    stages.addAll(output);
    String uid = "kalimtak_" + recipe.name().replace('-', '_');
    return new FittedModel(new PipelineModel(uid, stages), regParam, measure(scored, data));
  }

  /**
   * Keeps id, label, weight and features. Their order and partitions depend on the rows alone, so
   * that floating-point sums are the same in every run.
   *
   * <p>They are checkpointed because a task carries the whole plan of its rows. Here that plan has
   * metadata with the name of every hashed feature, and sending it would cost several times as much
   * as the fit.
   */
  private static Dataset<Row> keep(Dataset<Row> rows, int partitions) {
    Metadata sizeOnly = new AttributeGroup(ModelColumns.FEATURES, size(rows)).toMetadata();
    return Checkpoints.cut(
        rows.select(
                col(TrainingData.INTERACTION_ID),
                col(ModelColumns.LABEL),
                col(ModelColumns.WEIGHT),
                col(ModelColumns.FEATURES).as(ModelColumns.FEATURES, sizeOnly))
            .repartition(partitions, col(TrainingData.INTERACTION_ID))
            .sortWithinPartitions(TrainingData.INTERACTION_ID));
  }

  /** Gives labeled rows the weight of one row each. */
  private static Dataset<Row> weighted(Dataset<Row> rows) {
    return rows.withColumn(ModelColumns.WEIGHT, lit(1.0));
  }

  private static int size(Dataset<Row> rows) {
    return AttributeGroup.fromStructField(rows.schema().apply(ModelColumns.FEATURES)).size();
  }

  private static Validation measure(Dataset<Row> scored, LabeledData data) {
    Row means =
        scored
            .agg(
                avg(LogLoss.of(ClassProbability.of(col(ModelColumns.LABEL)))).alias("log_loss"),
                avg(when(col("prediction").equalTo(col(ModelColumns.LABEL)), 1.0).otherwise(0.0))
                    .alias("accuracy"),
                avg(constantLoss(data)).alias("constant_log_loss"))
            .first();
    return new Validation(
        rounded(means.<Double>getAs("log_loss")),
        rounded(means.<Double>getAs("accuracy")),
        rounded(means.<Double>getAs("constant_log_loss")));
  }

  /** The log loss of a row if the shares of the train split are always predicted. */
  private static Column constantLoss(LabeledData data) {
    double all = data.rows(TrainingData.TRAIN);
    Column loss = lit(0.0);
    for (int number = 0; number < data.classes().size(); number++) {
      double share = data.trainRows(data.classes().get(number)) / all;
      loss =
          when(col(ModelColumns.LABEL).equalTo((double) number), lit(LogLoss.of(share)))
              .otherwise(loss);
    }
    return loss;
  }

  private static double rounded(double value) {
    return Rounding.toDecimals(6, value);
  }
}

package ai.kalimtak.training;

import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A recipe whose model is MLlib's logistic regression, with its probabilities as they come. */
abstract class LogisticRecipe implements ModelRecipe {
  @Override
  public final String algorithm() {
    return "logistic-regression";
  }

  @Override
  public final String kind() {
    return "logistic regression";
  }

  @Override
  public final LogisticRegressionModel fit(
      Dataset<Row> rows, int features, int classes, double regParam, int maxIterations) {
    return new LogisticRegression()
        .setFamily(classes > 2 ? "multinomial" : "binomial")
        .setFeaturesCol(FEATURES)
        .setLabelCol(LABEL)
        .setWeightCol(WEIGHT)
        .setMaxIter(maxIterations)
        .setRegParam(regParam)
        // Scaled to equal variance, the rarest words would weigh the most.
        .setStandardization(false)
        .fit(rows);
  }

  @Override
  public final List<Transformer> outputStages(List<String> classes, Dataset<Row> scored) {
    return List.of();
  }
}

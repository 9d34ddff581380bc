package ai.kalimtak.training;

import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** MLlib's logistic regression, as the recipes fit it. */
final class Regression {
  static final String ALGORITHM = "logistic-regression";

  private Regression() {}

  /** Reads {@link ModelRecipe#LABEL}, {@link ModelRecipe#WEIGHT}, {@link ModelRecipe#FEATURES}. */
  static LogisticRegressionModel fit(
      Dataset<Row> rows, int classes, double regParam, int maxIterations) {
    return new LogisticRegression()
        .setFamily(classes > 2 ? "multinomial" : "binomial")
        .setFeaturesCol(ModelRecipe.FEATURES)
        .setLabelCol(ModelRecipe.LABEL)
        .setWeightCol(ModelRecipe.WEIGHT)
        .setMaxIter(maxIterations)
        .setRegParam(regParam)
        // Scaled to equal variance, the rarest words would weigh the most.
        .setStandardization(false)
        .fit(rows);
  }
}

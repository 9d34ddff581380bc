package ai.kalimtak.training.fitting;

import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A way to fit a linear model. */
public enum Learner {
  /** MLlib's logistic regression, whose probabilities are used as they are. */
  LOGISTIC_REGRESSION("logistic-regression", "logistic regression") {
    @Override
    LogisticRegressionModel fit(
        Dataset<Row> rows, int features, int classes, double regParam, int maxIterations) {
      return new LogisticRegression()
          .setFamily(classes > 2 ? "multinomial" : "binomial")
          .setFeaturesCol(ModelColumns.FEATURES)
          .setLabelCol(ModelColumns.LABEL)
          .setWeightCol(ModelColumns.WEIGHT)
          .setMaxIter(maxIterations)
          .setRegParam(regParam)
          // With features scaled to equal variance, the rarest words would weigh the most.
          .setStandardization(false)
          .fit(rows);
    }
  },

  /** One margin for each class; an output stage has to turn margins into probabilities. */
  SQUARED_HINGE(
      "squared-hinge", "a linear margin for each class, trained with squared hinge loss") {
    @Override
    LogisticRegressionModel fit(
        Dataset<Row> rows, int features, int classes, double regParam, int maxIterations) {
      return SquaredHinge.fit(rows, features, classes, regParam, maxIterations);
    }
  };

  private final String algorithm;
  private final String description;

  Learner(String algorithm, String description) {
    this.algorithm = algorithm;
    this.description = description;
  }

  /** The name in {@code model_versions.algorithm}. */
  public String algorithm() {
    return algorithm;
  }

  /** The description on the model card. */
  public String description() {
    return description;
  }

  /**
   * Fits the model.
   *
   * @param rows {@link ModelColumns#LABEL}, {@link ModelColumns#WEIGHT} and {@link
   *     ModelColumns#FEATURES}
   * @param features number of features
   * @param classes number of classes
   */
  abstract LogisticRegressionModel fit(
      Dataset<Row> rows, int features, int classes, double regParam, int maxIterations);
}

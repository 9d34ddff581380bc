package ai.kalimtak.training;

import java.util.Arrays;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.mllib.linalg.DenseVector;
import org.apache.spark.mllib.linalg.SparseVector;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.optimization.Gradient;
import org.apache.spark.mllib.optimization.LBFGS;
import org.apache.spark.mllib.optimization.SquaredL2Updater;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * A linear model for each class against all others, by the squared hinge loss and an L2 penalty
 * (the L2-SVM of Hsieh et al. 2008), which on short texts beats multinomial logistic regression
 * over the same features. All classes are one problem, solved by MLlib's L-BFGS: a pass over the
 * rows for each iteration, however many classes there are; MLlib's own {@code OneVsRest} would run
 * a job for each iteration of each class.
 */
final class SquaredHinge {
  /** Pairs of vectors that L-BFGS keeps on the driver; each is as long as the model is large. */
  private static final int CORRECTIONS = 5;

  private static final double TOLERANCE = 1e-5;

  private SquaredHinge() {}

  /**
   * Fits the margins.
   *
   * @param rows {@link ModelRecipe#LABEL} and {@link ModelRecipe#FEATURES}; each iteration reads
   *     them
   * @return a model that adds {@code rawPrediction}, a margin for each class
   */
  static LogisticRegressionModel fit(
      Dataset<Row> rows, int features, int classes, double regParam, int maxIterations) {
    RDD<Tuple2<Object, Vector>> examples =
        rows.select(ModelRecipe.LABEL, ModelRecipe.FEATURES)
            .toJavaRDD()
            .map(SquaredHinge::example)
            .rdd();
    // Kept as pairs, so that an iteration neither parses nor copies a row.
    examples.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Vector weights =
          LBFGS
              .runLBFGS(
                  examples,
                  new Slack(features, classes),
                  new SquaredL2Updater(),
                  CORRECTIONS,
                  TOLERANCE,
                  maxIterations,
                  regParam,
                  Vectors.zeros((features + 1) * classes))
              ._1();
      return model(weights.toDense().values(), features, classes);
    } finally {
      examples.unpersist(false);
    }
  }

  private static Tuple2<Object, Vector> example(Row row) {
    return new Tuple2<>(
        row.<Double>getAs(0), Vectors.fromML(row.<org.apache.spark.ml.linalg.Vector>getAs(1)));
  }

  /**
   * MLlib's logistic regression serves as what holds the weights: it computes margins and can be
   * saved. The probabilities that it would make of them are not asked for.
   */
  private static LogisticRegressionModel model(double[] weights, int features, int classes) {
    // A matrix lies in memory column by column, as the weights do: a feature, its classes.
    int intercepts = features * classes;
    LogisticRegressionModel model =
        new LogisticRegressionModel(
            "squaredHinge",
            new DenseMatrix(classes, features, Arrays.copyOf(weights, intercepts)),
            org.apache.spark.ml.linalg.Vectors.dense(
                Arrays.copyOfRange(weights, intercepts, weights.length)),
            classes,
            true);
    return model.setFeaturesCol(ModelRecipe.FEATURES).setProbabilityCol("").setPredictionCol("");
  }

  /**
   * The loss of one row, (1 - y margin)² where a margin falls short of 1, summed over the classes;
   * y is 1 for the row's own class and -1 for the others. Weights lie feature by feature, in it
   * class by class; behind them the intercepts, as a feature that is always 1.
   */
  private static final class Slack extends Gradient {
    private static final long serialVersionUID = 1L;

    private final int features;
    private final int classes;

    Slack(int features, int classes) {
      this.features = features;
      this.classes = classes;
    }

    @Override
    public double compute(Vector row, double label, Vector weights, Vector cumulated) {
      double[] weight = ((DenseVector) weights).values();
      double[] gradient = ((DenseVector) cumulated).values();
      int[] indices = row instanceof SparseVector sparse ? sparse.indices() : null;
      double[] values =
          row instanceof SparseVector sparse ? sparse.values() : ((DenseVector) row).values();
      double[] margins = Arrays.copyOfRange(weight, features * classes, (features + 1) * classes);
      for (int i = 0; i < values.length; i++) {
        int start = (indices == null ? i : indices[i]) * classes;
        for (int each = 0; each < classes; each++) {
          margins[each] += values[i] * weight[start + each];
        }
      }
      double loss = 0;
      int[] violated = new int[classes];
      double[] slopes = new double[classes];
      int count = 0;
      for (int each = 0; each < classes; each++) {
        double y = each == (int) label ? 1 : -1;
        double slack = 1 - y * margins[each];
        if (slack > 0) {
          loss += slack * slack;
          violated[count] = each;
          slopes[count++] = -2 * y * slack;
        }
      }
      for (int i = 0; i <= values.length; i++) {
        boolean last = i == values.length;
        int start = (last ? features : indices == null ? i : indices[i]) * classes;
        double value = last ? 1 : values[i];
        for (int v = 0; v < count; v++) {
          gradient[start + violated[v]] += value * slopes[v];
        }
      }
      return loss;
    }
  }
}

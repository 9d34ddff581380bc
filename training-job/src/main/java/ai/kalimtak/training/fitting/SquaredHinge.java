package ai.kalimtak.training.fitting;

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
 * Linear models of each class against all others, with squared hinge loss and an L2 penalty (the
 * L2-SVM of Hsieh et al. 2008). On short texts this beats multinomial logistic regression over the
 * same features. MLlib's L-BFGS solves all classes as one problem, with one pass over the rows for
 * each iteration; MLlib's own {@code OneVsRest} would run a job for each iteration of each class.
 */
final class SquaredHinge {
  /** Pairs of vectors that L-BFGS keeps on the driver; each has the size of the model. */
  private static final int CORRECTIONS = 5;

  private static final double TOLERANCE = 1e-5;

  private SquaredHinge() {}

  /**
   * Fits the margins.
   *
   * @param rows {@link ModelColumns#LABEL} and {@link ModelColumns#FEATURES}; every iteration reads
   *     them
   * @return a model that adds {@code rawPrediction}, with a margin for each class
   */
  static LogisticRegressionModel fit(
      Dataset<Row> rows, int features, int classes, double regParam, int maxIterations) {
    RDD<Tuple2<Object, Vector>> examples =
        rows.select(ModelColumns.LABEL, ModelColumns.FEATURES)
            .toJavaRDD()
            .map(SquaredHinge::example)
            .rdd();
    // Kept as pairs, so that no iteration has to parse or copy rows.
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
        row.<Double>getAs(ModelColumns.LABEL),
        Vectors.fromML(row.<org.apache.spark.ml.linalg.Vector>getAs(ModelColumns.FEATURES)));
  }

  /**
   * Stores the weights in MLlib's logistic regression model, which computes margins and can be
   * saved. Its probabilities would be wrong, so they are turned off.
   */
  private static LogisticRegressionModel model(double[] weights, int features, int classes) {
    // Matrix and weights have the same layout: for each feature, its weight in each class.
    int intercepts = features * classes;
    LogisticRegressionModel model =
        new LogisticRegressionModel(
            "squaredHinge",
            new DenseMatrix(classes, features, Arrays.copyOf(weights, intercepts)),
            org.apache.spark.ml.linalg.Vectors.dense(
                Arrays.copyOfRange(weights, intercepts, weights.length)),
            classes,
            true);
    return model.setFeaturesCol(ModelColumns.FEATURES).setProbabilityCol("").setPredictionCol("");
  }

  /**
   * The loss of one row: (1 - y margin)² where y margin is below 1, summed over the classes; y is 1
   * for the class of the row and -1 for the others. The weights are stored feature by feature, each
   * with one weight per class; the intercepts follow as a feature that is always 1.
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

package ai.kalimtak.bench.learning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SparseVector;

/**
 * Multinomial logistic regression with AdaGrad (Duchi et al. 2011), for experiments that fit
 * hundreds of small models, each of which Spark would take longer to plan than to fit.
 */
final class SoftmaxRegression {
  private static final int PASSES = 25;
  private static final double STEP = 0.5;
  private static final double START = 1e-4;

  private final int classes;
  private final double[] weights;

  private SoftmaxRegression(int classes, int features) {
    this.classes = classes;
    this.weights = new double[(features + 1) * classes];
  }

  static SoftmaxRegression fit(
      List<SparseVector> rows, int[] labels, int classes, int features, long seed) {
    SoftmaxRegression model = new SoftmaxRegression(classes, features);
    double[] squares = new double[model.weights.length];
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      order.add(i);
    }
    Random dice = new Random(seed);
    for (int pass = 0; pass < PASSES; pass++) {
      Collections.shuffle(order, dice);
      for (int row : order) {
        double[] gradient = model.probabilities(rows.get(row));
        gradient[labels[row]] -= 1;
        model.step(rows.get(row), gradient, squares);
      }
    }
    return model;
  }

  private void step(SparseVector row, double[] gradient, double[] squares) {
    int[] indices = row.indices();
    double[] values = row.values();
    for (int i = 0; i <= indices.length; i++) {
      int at = (i < indices.length ? indices[i] + 1 : 0) * classes;
      double value = i < indices.length ? values[i] : 0.1;
      for (int k = 0; k < classes; k++) {
        double slope = gradient[k] * value;
        squares[at + k] += slope * slope;
        weights[at + k] -= STEP * slope / Math.sqrt(squares[at + k] + START);
      }
    }
  }

  double[] probabilities(SparseVector row) {
    double[] scores = new double[classes];
    for (int k = 0; k < classes; k++) {
      scores[k] = 0.1 * weights[k];
    }
    int[] indices = row.indices();
    double[] values = row.values();
    for (int i = 0; i < indices.length; i++) {
      int at = (indices[i] + 1) * classes;
      for (int k = 0; k < classes; k++) {
        scores[k] += values[i] * weights[at + k];
      }
    }
    double highest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      highest = Math.max(highest, score);
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      scores[k] = Math.exp(scores[k] - highest);
      sum += scores[k];
    }
    for (int k = 0; k < classes; k++) {
      scores[k] /= sum;
    }
    return scores;
  }
}

package ai.kalimtak.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.job.Rounding;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.learning.LogLoss;
import ai.kalimtak.common.learning.RouterDecision;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Fits a router's last stage to the validation split: what its margins are worth there. What comes
 * to the driver are sums, as many as there are temperatures to try and steps of the score.
 */
final class RouterCalibration {
  /** Fewer rows out of scope than these do not tell how likely one is. */
  static final int LEAST_OUTSIDE = 5;

  /** Margins lie around -1 and 1: between a certainty that needs no help and an even chance. */
  private static final double LEAST_TEMPERATURE = 0.02;

  private static final double LARGEST_TEMPERATURE = 20;
  private static final int TEMPERATURES = 40;

  /** Steps of the score to one, when the threshold is looked for. */
  private static final int STEPS = 1000;

  /** Keeps the logistic function from a jump where scores part the rows perfectly. */
  private static final double PENALTY = 1e-4;

  private static final String MARGINS = "rawPrediction";
  private static final String SCORE = "score";

  private RouterCalibration() {}

  /**
   * The last stage.
   *
   * @param scored {@code rawPrediction} and {@link ModelRecipe#LABEL} of the validation split
   * @param maxFalseShare of the rows in scope at most this share lies below the threshold
   */
  static RouterDecision fit(Dataset<Row> scored, List<String> classes, double maxFalseShare) {
    int outOfScope = classes.indexOf(LabelRule.OUT_OF_SCOPE);
    Dataset<Row> inScope = scored.where(col(ModelRecipe.LABEL).notEqual((double) outOfScope));
    double temperature = temperature(inScope, outOfScope);
    if (outOfScope < 0) {
      return RouterDecision.of(classes, temperature, 0, 0, 0);
    }
    UDF1<Vector, Double> score =
        margins -> RouterDecision.scopeScore(margins.toArray(), outOfScope);
    Dataset<Row> scores =
        scored.select(
            when(col(ModelRecipe.LABEL).equalTo((double) outOfScope), 1.0)
                .otherwise(0.0)
                .as(ModelRecipe.LABEL),
            functions.udf(score, DataTypes.DoubleType).apply(col(MARGINS)).as(SCORE));
    double[] logistic = logistic(scores);
    return RouterDecision.of(
        classes, temperature, threshold(scores, maxFalseShare, logistic), logistic[0], logistic[1]);
  }

  /**
   * The temperature of the least log loss, by a grid and a finer one around its best: the loss has
   * one minimum. 1 where there is no row.
   */
  private static double temperature(Dataset<Row> inScope, int outOfScope) {
    double[] coarse = grid(LEAST_TEMPERATURE, LARGEST_TEMPERATURE);
    int best = leastLoss(inScope, outOfScope, coarse);
    if (best < 0) {
      return 1;
    }
    double[] fine =
        grid(coarse[Math.max(0, best - 1)], coarse[Math.min(TEMPERATURES - 1, best + 1)]);
    return rounded(fine[leastLoss(inScope, outOfScope, fine)]);
  }

  private static double[] grid(double least, double largest) {
    return IntStream.range(0, TEMPERATURES)
        .mapToDouble(i -> least * Math.pow(largest / least, i / (TEMPERATURES - 1.0)))
        .toArray();
  }

  /** Place of the temperature with the least mean log loss; -1 where there is no row. */
  private static int leastLoss(Dataset<Row> inScope, int outOfScope, double[] temperatures) {
    UDF2<Vector, Double, Vector> losses =
        (margins, label) ->
            Vectors.dense(
                Arrays.stream(temperatures)
                    .map(
                        temperature ->
                            loss(margins.toArray(), label.intValue(), outOfScope, temperature))
                    .toArray());
    Row row =
        inScope
            .select(
                functions
                    .udf(losses, SQLDataTypes.VectorType())
                    .apply(col(MARGINS), col(ModelRecipe.LABEL))
                    .as("losses"))
            .agg(Summarizer.mean(col("losses")), count(lit(1)))
            .first();
    if (row.getLong(1) == 0) {
      return -1;
    }
    double[] means = row.<Vector>getAs(0).toArray();
    int best = 0;
    for (int i = 1; i < means.length; i++) {
      if (means[i] < means[best]) {
        best = i;
      }
    }
    return best;
  }

  private static double loss(double[] margins, int label, int outOfScope, double temperature) {
    double share = RouterDecision.inScope(margins, outOfScope, temperature)[label];
    return LogLoss.of(share);
  }

  /**
   * The highest step of the score below which no more rows in scope lie than allowed. Where the
   * rows are too few for even one of them to be allowed, they do not tell a threshold: then it is
   * where being out of scope is as likely as not, or, unless that was measured, below everything.
   */
  private static double threshold(Dataset<Row> scores, double maxFalseShare, double[] logistic) {
    List<Row> steps =
        scores
            .where(col(ModelRecipe.LABEL).equalTo(0.0))
            .groupBy(floor(col(SCORE).multiply(STEPS)).as("step"))
            .agg(count(lit(1)))
            .orderBy("step")
            .collectAsList();
    long allowed =
        (long) Math.floor(maxFalseShare * steps.stream().mapToLong(row -> row.getLong(1)).sum());
    if (allowed == 0) {
      return logistic[0] < 0 ? rounded(-logistic[1] / logistic[0]) : Double.NEGATIVE_INFINITY;
    }
    long below = 0;
    int place = 0;
    while (below + steps.get(place).getLong(1) <= allowed) {
      below += steps.get(place++).getLong(1);
    }
    return steps.get(place).getLong(0) / (double) STEPS;
  }

  /** Slope and intercept; 0 and 0 where too few rows of either kind are there to measure them. */
  private static double[] logistic(Dataset<Row> scores) {
    Row rows =
        scores
            .agg(functions.coalesce(functions.sum(ModelRecipe.LABEL), lit(0.0)), count(lit(1)))
            .first();
    double outside = rows.getDouble(0);
    if (outside < LEAST_OUTSIDE || rows.getLong(1) - outside < LEAST_OUTSIDE) {
      return new double[] {0, 0};
    }
    UDF1<Double, Vector> vector = value -> Vectors.dense(value);
    LogisticRegressionModel fitted =
        new LogisticRegression()
            .setFamily("binomial")
            .setLabelCol(ModelRecipe.LABEL)
            .setFeaturesCol(ModelRecipe.FEATURES)
            .setRegParam(PENALTY)
            .fit(
                scores.select(
                    col(ModelRecipe.LABEL),
                    functions
                        .udf(vector, SQLDataTypes.VectorType())
                        .apply(col(SCORE))
                        .as(ModelRecipe.FEATURES)));
    return new double[] {rounded(fitted.coefficients().apply(0)), rounded(fitted.intercept())};
  }

  private static double rounded(double value) {
    return Rounding.toDecimals(6, value);
  }
}

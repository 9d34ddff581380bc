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
import ai.kalimtak.training.fitting.ModelColumns;
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
 * Fits the last stage of a router to the validation split. The driver receives only sums: one for
 * each temperature that is tried and one for each step of the score.
 */
final class RouterCalibration {
  /** Rows in scope and out of scope that are needed to estimate how likely the latter are. */
  static final int LEAST_ROWS = 5;

  /** Margins are around -1 and 1: the least temperature makes them certain, the largest even. */
  private static final double LEAST_TEMPERATURE = 0.02;

  private static final double LARGEST_TEMPERATURE = 20;
  private static final int TEMPERATURES = 40;

  /** Steps per unit of the score in the search for the threshold. */
  private static final int STEPS = 1000;

  /** Keeps the logistic function finite if the scores separate the rows perfectly. */
  private static final double PENALTY = 1e-4;

  private static final String MARGINS = "rawPrediction";
  private static final String SCORE = "score";
  private static final String STEP = "step";
  private static final String ROWS = "rows";

  private RouterCalibration() {}

  /**
   * Fits the stage.
   *
   * @param scored {@code rawPrediction} and {@link ModelColumns#LABEL} of the validation split
   * @param maxFalseShare the largest share of the rows in scope that may be below the threshold
   */
  static RouterDecision fit(Dataset<Row> scored, List<String> classes, double maxFalseShare) {
    int outOfScope = classes.indexOf(LabelRule.OUT_OF_SCOPE);
    Dataset<Row> inScope = scored.where(col(ModelColumns.LABEL).notEqual((double) outOfScope));
    double temperature = temperature(inScope, outOfScope);
    if (outOfScope < 0) {
      return RouterDecision.of(classes, temperature, 0, 0, 0);
    }
    UDF1<Vector, Double> score =
        margins -> RouterDecision.scopeScore(margins.toArray(), outOfScope);
    Dataset<Row> scores =
        scored.select(
            when(col(ModelColumns.LABEL).equalTo((double) outOfScope), 1.0)
                .otherwise(0.0)
                .as(ModelColumns.LABEL),
            functions.udf(score, DataTypes.DoubleType).apply(col(MARGINS)).as(SCORE));
    double[] logistic = logistic(scores);
    return RouterDecision.of(
        classes, temperature, threshold(scores, maxFalseShare, logistic), logistic[0], logistic[1]);
  }

  /**
   * The temperature with the least log loss, which has one minimum: found on a coarse grid, then on
   * a finer one around the best value. 1 if there is no row.
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

  /** Index of the temperature with the least mean log loss; -1 if there is no row. */
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
                    .apply(col(MARGINS), col(ModelColumns.LABEL))
                    .as("losses"))
            .agg(Summarizer.mean(col("losses")).as("means"), count(lit(1)).as(ROWS))
            .first();
    if (row.<Long>getAs(ROWS) == 0) {
      return -1;
    }
    double[] means = row.<Vector>getAs("means").toArray();
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
   * The highest step of the score with no more rows in scope below it than allowed. If there are
   * too few rows to allow even one, they cannot determine a threshold: it is then the score at
   * which being out of scope has probability one half, or below every score if that was not
   * estimated.
   */
  private static double threshold(Dataset<Row> scores, double maxFalseShare, double[] logistic) {
    List<Row> steps =
        scores
            .where(col(ModelColumns.LABEL).equalTo(0.0))
            .groupBy(floor(col(SCORE).multiply(STEPS)).as(STEP))
            .agg(count(lit(1)).as(ROWS))
            .orderBy(STEP)
            .collectAsList();
    long all = steps.stream().mapToLong(step -> step.<Long>getAs(ROWS)).sum();
    long allowed = (long) Math.floor(maxFalseShare * all);
    if (allowed == 0) {
      return logistic[0] < 0 ? rounded(-logistic[1] / logistic[0]) : Double.NEGATIVE_INFINITY;
    }
    long below = 0;
    int index = 0;
    while (below + steps.get(index).<Long>getAs(ROWS) <= allowed) {
      below += steps.get(index++).<Long>getAs(ROWS);
    }
    return steps.get(index).<Long>getAs(STEP) / (double) STEPS;
  }

  /** Slope and intercept; both 0 if there are too few rows of either kind to estimate them. */
  private static double[] logistic(Dataset<Row> scores) {
    Row rows =
        scores
            .agg(
                functions.coalesce(functions.sum(ModelColumns.LABEL), lit(0.0)).as("outside"),
                count(lit(1)).as(ROWS))
            .first();
    double outside = rows.<Double>getAs("outside");
    if (outside < LEAST_ROWS || rows.<Long>getAs(ROWS) - outside < LEAST_ROWS) {
      return new double[] {0, 0};
    }
    UDF1<Double, Vector> vector = value -> Vectors.dense(value);
    LogisticRegressionModel fitted =
        new LogisticRegression()
            .setFamily("binomial")
            .setLabelCol(ModelColumns.LABEL)
            .setFeaturesCol(ModelColumns.FEATURES)
            .setRegParam(PENALTY)
            .fit(
                scores.select(
                    col(ModelColumns.LABEL),
                    functions
                        .udf(vector, SQLDataTypes.VectorType())
                        .apply(col(SCORE))
                        .as(ModelColumns.FEATURES)));
    return new double[] {rounded(fitted.coefficients().apply(0)), rounded(fitted.intercept())};
  }

  private static double rounded(double value) {
    return Rounding.toDecimals(6, value);
  }
}

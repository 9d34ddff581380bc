package ai.kalimtak.common.learning;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;

import ai.kalimtak.common.spark.SavedStage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The last stage of a domain router: turns margins into calibrated probabilities and an answer,
 * which can be {@link LabelRule#OUT_OF_SCOPE}.
 *
 * <p>Among the domains in scope the probabilities are the softmax of the margins over a temperature
 * (Guo et al. 2017). The {@link #scopeScore} measures how clearly an input is in scope; a logistic
 * function of it (Platt 1999) gives the probability of being out of scope, and the domains share
 * the rest. An input whose score is below the threshold is answered {@code out_of_scope}. If
 * training had no out-of-scope rows, that probability could not be fitted: it is {@link
 * #UNMEASURED} below the threshold and 0 above.
 *
 * <p>Columns: reads {@code rawPrediction} (vector, a margin for each label); adds or replaces
 * {@code probability} (vector, one for each label; the sum is 1), {@code prediction} (double, the
 * answer's number, which need not be the likeliest label when the threshold decides) and {@code
 * predicted_domain} (string). Keeps every row; no shuffle.
 */
public final class RouterDecision extends SavedStage {
  public static final String PREDICTED_DOMAIN = "predicted_domain";

  /** Probability of being out of scope, below the threshold, if it could not be fitted. */
  public static final double UNMEASURED = 0.5;

  private static final long serialVersionUID = 1L;
  private static final String MARGINS = "rawPrediction";
  private static final String PROBABILITY = "probability";
  private static final String PREDICTION = "prediction";

  private final StringArrayParam labels;
  private final DoubleParam temperature;
  private final DoubleParam threshold;
  private final DoubleParam slope;
  private final DoubleParam intercept;

  public RouterDecision() {
    this(Identifiable$.MODULE$.randomUID("routerDecision"));
  }

  /** Called by MLlib when it loads a saved pipeline. */
  public RouterDecision(String uid) {
    super(uid);
    this.labels = new StringArrayParam(this, "labels", "names, in the order of the margins");
    this.temperature = new DoubleParam(this, "temperature", "divides the margins; above 0");
    this.threshold = new DoubleParam(this, "threshold", "least score of an input in scope");
    this.slope = new DoubleParam(this, "slope", "of the logistic function; 0 if not measured");
    this.intercept = new DoubleParam(this, "intercept", "of the logistic function");
  }

  /**
   * Returns a stage with the given calibration.
   *
   * @param threshold scores below it are out of scope
   * @param slope the probability of being out of scope is 1 / (1 + exp(-(slope * score +
   *     intercept))); 0 together with an intercept of 0 means not measured
   */
  public static RouterDecision of(
      List<String> labels, double temperature, double threshold, double slope, double intercept) {
    RouterDecision stage = new RouterDecision();
    stage.set(stage.labels, labels.toArray(String[]::new));
    stage.set(stage.temperature, temperature);
    stage.set(stage.threshold, threshold);
    stage.set(stage.slope, slope);
    stage.set(stage.intercept, intercept);
    return stage;
  }

  /**
   * Returns how clearly an input is in scope: the largest margin of a domain minus half the margin
   * of {@code out_of_scope}. The factor of one half was the best of 0, 0.5, 1 and 2 on the
   * validation part of CLINC150: few training rows are out of scope, so this margin is less
   * reliable.
   *
   * @param outOfScope the number of {@code out_of_scope} among the margins; negative if absent
   */
  public static double scopeScore(double[] margins, int outOfScope) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < margins.length; label++) {
      if (label != outOfScope) {
        largest = Math.max(largest, margins[label]);
      }
    }
    return outOfScope < 0 ? largest : largest - margins[outOfScope] / 2;
  }

  /** Returns the softmax of the margins over the temperature, with 0 for {@code out_of_scope}. */
  public static double[] inScope(double[] margins, int outOfScope, double temperature) {
    double[] shares = new double[margins.length];
    double largest = scopeScore(margins, -1);
    double sum = 0;
    for (int label = 0; label < margins.length; label++) {
      if (label != outOfScope) {
        shares[label] = Math.exp((margins[label] - largest) / temperature);
        sum += shares[label];
      }
    }
    for (int label = 0; label < margins.length; label++) {
      shares[label] /= sum;
    }
    return shares;
  }

  public StringArrayParam labels() {
    return labels;
  }

  public DoubleParam temperature() {
    return temperature;
  }

  public DoubleParam threshold() {
    return threshold;
  }

  public DoubleParam slope() {
    return slope;
  }

  public DoubleParam intercept() {
    return intercept;
  }

  /** Returns the value of {@link #labels}. */
  public String[] labelNames() {
    return $(labels);
  }

  /** Returns the value of {@link #temperature}. */
  public double temperatureValue() {
    return (Double) $(temperature);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    Rule rule =
        new Rule(
            Arrays.asList($(labels)).indexOf(LabelRule.OUT_OF_SCOPE),
            (Double) $(temperature),
            (Double) $(threshold),
            (Double) $(slope),
            (Double) $(intercept));
    Column names = array(Stream.of($(labels)).map(functions::lit).toArray(Column[]::new));
    UDF1<Vector, Vector> probability = rule::probability;
    UDF1<Vector, Double> prediction = rule::prediction;
    return dataset
        .withColumn(
            PROBABILITY, functions.udf(probability, SQLDataTypes.VectorType()).apply(col(MARGINS)))
        .withColumn(PREDICTION, functions.udf(prediction, DataTypes.DoubleType).apply(col(MARGINS)))
        .withColumn(PREDICTED_DOMAIN, element_at(names, col(PREDICTION).cast("int").plus(1)));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    StructType kept =
        new StructType(
            Arrays.stream(schema.fields())
                .filter(
                    field ->
                        !List.of(PROBABILITY, PREDICTION, PREDICTED_DOMAIN).contains(field.name()))
                .toArray(org.apache.spark.sql.types.StructField[]::new));
    return kept.add(PROBABILITY, SQLDataTypes.VectorType(), true)
        .add(PREDICTION, DataTypes.DoubleType, true)
        .add(PREDICTED_DOMAIN, DataTypes.StringType, true);
  }

  /** The arithmetic that executors run. */
  record Rule(int outOfScope, double temperature, double threshold, double slope, double intercept)
      implements java.io.Serializable {

    Vector probability(Vector margins) {
      double[] values = margins.toArray();
      double[] probabilities = inScope(values, outOfScope, temperature);
      if (outOfScope >= 0) {
        double outside = outside(scopeScore(values, outOfScope));
        for (int label = 0; label < probabilities.length; label++) {
          probabilities[label] *= 1 - outside;
        }
        probabilities[outOfScope] = outside;
      }
      return Vectors.dense(probabilities);
    }

    double prediction(Vector margins) {
      double[] values = margins.toArray();
      if (outOfScope >= 0 && scopeScore(values, outOfScope) < threshold) {
        return outOfScope;
      }
      int best = -1;
      for (int label = 0; label < values.length; label++) {
        if (label != outOfScope && (best < 0 || values[label] > values[best])) {
          best = label;
        }
      }
      return best;
    }

    private double outside(double score) {
      if (slope == 0 && intercept == 0) {
        return score < threshold ? UNMEASURED : 0;
      }
      return 1 / (1 + Math.exp(-(slope * score + intercept)));
    }
  }
}

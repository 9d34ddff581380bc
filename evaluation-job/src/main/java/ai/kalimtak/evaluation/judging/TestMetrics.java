package ai.kalimtak.evaluation.judging;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The metrics of a version on the test split. All are aggregates: the driver receives one group for
 * each pair of classes and each calibration bin.
 *
 * @param kind {@code multiclass} or {@code binary}
 * @param binary metrics of the positive class; empty for a multiclass model
 * @param macroF1 empty for a binary model
 * @param ece expected calibration error
 * @param constant the constant prediction, which always answers with the shares of the train split
 */
public record TestMetrics(
    String kind,
    long rows,
    @JsonUnwrapped Score score,
    @JsonUnwrapped Optional<Binary> binary,
    Optional<Double> macroF1,
    double ece,
    @JsonUnwrapped(prefix = "constant_") Score constant,
    @JsonUnwrapped Confusion confusion,
    List<Calibration.Bin> calibration) {

  /**
   * The metrics that every predictor has.
   *
   * @param logLoss mean negative logarithm of the probability of the true label, nats
   */
  public record Score(double accuracy, double logLoss) {}

  /**
   * The metrics of a model that finds a positive class.
   *
   * @param positives rows of the positive class
   * @param brier mean squared error of the probability; empty without test rows
   * @param auc area under the ROC curve; empty without test rows
   */
  public record Binary(long positives, Optional<Double> brier, Optional<Double> auc) {}

  /**
   * Measures a version.
   *
   * @param scored rows with the columns of {@link Scoring} for the candidate and the constant
   * @param classes the classes that the model knows
   * @param positive the class that a binary model finds; empty for a multiclass model
   */
  public static TestMetrics of(
      Dataset<Row> scored, List<String> classes, Optional<String> positive) {
    Row means =
        scored
            .agg(
                count(lit(1)).alias("rows"),
                avg(Scoring.logLoss(Scoring.CANDIDATE)).alias("log_loss"),
                avg(Scoring.logLoss(Scoring.CONSTANT)).alias("constant_log_loss"),
                avg(Scoring.error(Scoring.CONSTANT)).alias("constant_error"),
                avg(pow(lit(1.0).minus(col(Scoring.truth(Scoring.CANDIDATE))), 2.0)).alias("brier"))
            .first();
    long rows = means.<Long>getAs("rows");
    String kind = positive.isPresent() ? "binary" : "multiclass";
    if (rows == 0) {
      return empty(kind, positive.isPresent());
    }
    Confusion confusion = Confusion.of(scored, classes);
    List<Calibration.Bin> bins = Calibration.bins(scored, positive);
    return new TestMetrics(
        kind,
        rows,
        new Score(
            Scoring.rounded(confusion.accuracy()),
            Scoring.rounded(means.<Double>getAs("log_loss"))),
        positive.map(
            name ->
                new Binary(
                    confusion.support(name),
                    Optional.of(Scoring.rounded(means.<Double>getAs("brier"))),
                    Optional.of(Scoring.rounded(auc(scored, name))))),
        positive.isPresent() ? Optional.empty() : Optional.of(Scoring.rounded(confusion.macroF1())),
        Scoring.rounded(Calibration.expectedError(bins, rows)),
        new Score(
            Scoring.rounded(1 - means.<Double>getAs("constant_error")),
            Scoring.rounded(means.<Double>getAs("constant_log_loss"))),
        confusion,
        bins);
  }

  private static TestMetrics empty(String kind, boolean isBinary) {
    return new TestMetrics(
        kind,
        0,
        new Score(0, 0),
        isBinary
            ? Optional.of(new Binary(0, Optional.empty(), Optional.empty()))
            : Optional.empty(),
        Optional.empty(),
        0,
        new Score(0, 0),
        Confusion.EMPTY,
        List.of());
  }

  /** The name and value of each number, as {@code gold/evaluations} stores them. */
  public Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("rows", (double) rows);
    numbers.put("accuracy", score.accuracy());
    macroF1.ifPresent(value -> numbers.put("macro_f1", value));
    numbers.put("log_loss", score.logLoss());
    binary.flatMap(Binary::brier).ifPresent(value -> numbers.put("brier", value));
    binary.flatMap(Binary::auc).ifPresent(value -> numbers.put("auc", value));
    numbers.put("ece", ece);
    numbers.put("constant_accuracy", constant.accuracy());
    numbers.put("constant_log_loss", constant.logLoss());
    return numbers;
  }

  /** Area under the ROC curve; Spark bins the scores into a thousand thresholds. */
  private static double auc(Dataset<Row> scored, String positive) {
    return new BinaryClassificationEvaluator()
        .setRawPredictionCol("score")
        .setLabelCol("label")
        .setMetricName("areaUnderROC")
        .evaluate(
            scored.select(
                Scoring.probabilityOf(positive, Scoring.CANDIDATE).alias("score"),
                when(Scoring.isLabel(positive), 1.0).otherwise(0.0).alias("label")));
  }
}

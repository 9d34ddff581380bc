package ai.kalimtak.evaluation.judging;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.job.Rounding;
import ai.kalimtak.common.learning.LabelRule;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a version shows on the test split. All are aggregates; groups are as many as classes and
 * bins.
 *
 * @param kind multiclass or binary
 * @param positives rows of the positive class; null for multiclass
 * @param ece expected calibration error over ten bins of equal width (Naeini et al. 2015)
 * @param confusion rows by true label, columns by prediction, in the order of {@code labels}
 */
public record TestMetrics(
    String kind,
    long rows,
    Long positives,
    double accuracy,
    Double macroF1,
    double logLoss,
    Double brier,
    Double auc,
    double ece,
    double constantAccuracy,
    double constantLogLoss,
    List<String> labels,
    List<List<Long>> confusion,
    Map<String, ClassMetrics> perClass,
    List<Bin> calibration) {

  /** Of one class, 0 where it was never predicted or never true. */
  record ClassMetrics(double precision, double recall, double f1, long support) {}

  /** Rows whose confidence lies in {@code [from, to)}, and how often they were right. */
  record Bin(
      @JsonProperty("from") double from,
      @JsonProperty("to") double to,
      long rows,
      double meanConfidence,
      double accuracy) {}

  private static final int BINS = 10;
  public static final String CANDIDATE = "candidate";

  /**
   * @param scored rows with the columns of {@link Scoring} for the prefixes candidate and constant
   * @param positive the class that a binary model finds; empty for multiclass
   */
  public static TestMetrics of(
      Dataset<Row> scored, List<String> classes, Optional<String> positive) {
    boolean binary = positive.isPresent();
    Row means =
        scored
            .agg(
                count(lit(1)),
                avg(Scoring.logLoss(CANDIDATE)),
                avg(Scoring.logLoss("constant")),
                avg(Scoring.error("constant")),
                avg(pow(lit(1.0).minus(col(CANDIDATE + "_truth")), 2.0)))
            .first();
    long rows = means.getLong(0);
    if (rows == 0) {
      return empty(binary);
    }
    Confusion confusion = Confusion.of(scored, classes);
    List<Bin> calibration = calibration(scored, positive);
    return new TestMetrics(
        binary ? "binary" : "multiclass",
        rows,
        positive.map(confusion::support).orElse(null),
        rounded(confusion.accuracy()),
        binary ? null : rounded(confusion.macroF1()),
        rounded(means.getDouble(1)),
        binary ? rounded(means.getDouble(4)) : null,
        positive.map(name -> rounded(auc(scored, name))).orElse(null),
        rounded(expectedCalibrationError(calibration, rows)),
        rounded(1 - means.getDouble(3)),
        rounded(means.getDouble(2)),
        confusion.labels(),
        confusion.counts(),
        confusion.perClass(),
        calibration);
  }

  /** Name and value of each number, for a table. */
  public Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("rows", (double) rows);
    numbers.put("accuracy", accuracy);
    numbers.put("macro_f1", macroF1);
    numbers.put("log_loss", logLoss);
    numbers.put("brier", brier);
    numbers.put("auc", auc);
    numbers.put("ece", ece);
    numbers.put("constant_accuracy", constantAccuracy);
    numbers.put("constant_log_loss", constantLogLoss);
    numbers.values().removeIf(Objects::isNull);
    return numbers;
  }

  private static TestMetrics empty(boolean binary) {
    return new TestMetrics(
        binary ? "binary" : "multiclass",
        0,
        binary ? 0L : null,
        0,
        null,
        0,
        null,
        null,
        0,
        0,
        0,
        List.of(),
        List.of(),
        Map.of(),
        List.of());
  }

  /** Area under the ROC curve; Spark bins the scores into a thousand thresholds. */
  private static double auc(Dataset<Row> scored, String positive) {
    return new BinaryClassificationEvaluator()
        .setRawPredictionCol("score")
        .setLabelCol("label")
        .setMetricName("areaUnderROC")
        .evaluate(
            scored.select(
                probabilityOf(positive).alias("score"),
                when(is(positive), 1.0).otherwise(0.0).alias("label")));
  }

  private static Column is(String positive) {
    return col(LabelRule.LABEL_NAME).equalTo(positive);
  }

  /** Of the class, by a model of two classes. */
  private static Column probabilityOf(String positive) {
    return when(is(positive), col(CANDIDATE + "_truth"))
        .otherwise(lit(1.0).minus(col(CANDIDATE + "_truth")));
  }

  /** Of a binary model the positive class' probability is held against how often it came true. */
  private static List<Bin> calibration(Dataset<Row> scored, Optional<String> positive) {
    Column confidence =
        positive.map(TestMetrics::probabilityOf).orElse(col(CANDIDATE + "_confidence"));
    Column hit =
        positive
            .map(name -> when(is(name), 1.0).otherwise(0.0))
            .orElse(lit(1.0).minus(Scoring.error(CANDIDATE)));
    List<Bin> bins = new ArrayList<>();
    scored
        .select(confidence.alias("confidence"), hit.alias("hit"))
        .groupBy(least(floor(col("confidence").multiply(BINS)), lit(BINS - 1)).alias("bin"))
        .agg(count(lit(1)), avg(col("confidence")), avg(col("hit")))
        .orderBy("bin")
        .collectAsList()
        .forEach(
            row ->
                bins.add(
                    new Bin(
                        row.getLong(0) / (double) BINS,
                        (row.getLong(0) + 1) / (double) BINS,
                        row.getLong(1),
                        rounded(row.getDouble(2)),
                        rounded(row.getDouble(3)))));
    return bins;
  }

  private static double expectedCalibrationError(List<Bin> bins, long rows) {
    return bins.stream()
        .mapToDouble(bin -> Math.abs(bin.meanConfidence() - bin.accuracy()) * bin.rows() / rows)
        .sum();
  }

  private static double rounded(double value) {
    return Rounding.toDecimals(6, value);
  }

  /** Counts by true label, then by prediction, both in the order of the labels. */
  private record Confusion(List<String> labels, List<List<Long>> counts) {
    static Confusion of(Dataset<Row> scored, List<String> classes) {
      Map<String, Map<String, Long>> cells = new HashMap<>();
      scored
          .groupBy(LabelRule.LABEL_NAME, CANDIDATE + "_prediction")
          .agg(count(lit(1)))
          .collectAsList()
          .forEach(
              cell ->
                  cells
                      .computeIfAbsent(cell.getString(0), name -> new HashMap<>())
                      .put(cell.getString(1), cell.getLong(2)));
      TreeSet<String> names = new TreeSet<>(classes);
      names.addAll(cells.keySet());
      List<String> labels = List.copyOf(names);
      List<List<Long>> counts =
          labels.stream()
              .map(
                  truth ->
                      labels.stream()
                          .map(
                              prediction ->
                                  cells.getOrDefault(truth, Map.of()).getOrDefault(prediction, 0L))
                          .toList())
              .toList();
      return new Confusion(labels, counts);
    }

    long support(String label) {
      int row = labels.indexOf(label);
      return row < 0 ? 0 : counts.get(row).stream().mapToLong(Long::longValue).sum();
    }

    double accuracy() {
      long right = 0;
      long all = 0;
      for (int i = 0; i < counts.size(); i++) {
        right += counts.get(i).get(i);
        all += support(labels.get(i));
      }
      return (double) right / all;
    }

    /** Mean over the classes that occur. */
    double macroF1() {
      return perClass().values().stream()
          .filter(metrics -> metrics.support() > 0)
          .mapToDouble(ClassMetrics::f1)
          .average()
          .orElse(0);
    }

    Map<String, ClassMetrics> perClass() {
      Map<String, ClassMetrics> metrics = new LinkedHashMap<>();
      for (int i = 0; i < counts.size(); i++) {
        int column = i;
        long right = counts.get(i).get(i);
        long predicted = counts.stream().mapToLong(row -> row.get(column)).sum();
        long support = support(labels.get(i));
        double precision = predicted == 0 ? 0 : (double) right / predicted;
        double recall = support == 0 ? 0 : (double) right / support;
        double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        metrics.put(
            labels.get(i),
            new ClassMetrics(rounded(precision), rounded(recall), rounded(f1), support));
      }
      return metrics;
    }
  }
}

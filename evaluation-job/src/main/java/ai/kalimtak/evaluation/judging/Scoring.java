package ai.kalimtak.evaluation.judging;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.job.Rounding;
import ai.kalimtak.common.learning.ClassProbability;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.learning.LogLoss;
import ai.kalimtak.common.registry.ModelVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Adds the answers of a version to labeled rows, in columns under a prefix: {@code <prefix>_truth}
 * (its probability of the true label; 0 for a label it does not know), {@code <prefix>_prediction}
 * (the name of the class it answers) and {@code <prefix>_confidence} (its probability of that
 * class). Keeps every row and column; no shuffle.
 */
public final class Scoring {
  /** Prefix of the version that is judged. */
  public static final String CANDIDATE = "candidate";

  /** Prefix of the constant prediction. */
  public static final String CONSTANT = "constant";

  /** Prefix of the version in production. */
  public static final String PRODUCTION = "production";

  private Scoring() {}

  public static Dataset<Row> add(
      Dataset<Row> labeled, ModelVersion version, PipelineModel pipeline, String prefix) {
    Column probabilities = functions.vector_to_array(col("probability"), "float64");
    Column names = names(classes(version));
    // Zero-based; -1 for a missing name, for which get returns null. element_at cannot be used: if
    // an array has no nulls, Spark assumes that the result is never null, even out of range.
    Column place = array_position(names, col(LabelRule.LABEL_NAME)).minus(1).cast("int");
    Column answer = col("prediction").cast("int").plus(1);
    Column[] columns =
        Stream.concat(
                Arrays.stream(labeled.columns()).map(org.apache.spark.sql.functions::col),
                Stream.of(
                    coalesce(get(probabilities, place), lit(0.0)).alias(truth(prefix)),
                    element_at(names, answer).alias(prediction(prefix)),
                    ClassProbability.ofAnswer().alias(confidence(prefix))))
            .toArray(Column[]::new);
    return pipeline.transform(labeled).select(columns);
  }

  /**
   * Adds {@code constant_truth} and {@code constant_prediction}: the label's share of the rows that
   * the version was trained on, and the most frequent class of these.
   */
  public static Dataset<Row> addConstant(Dataset<Row> labeled, ModelVersion version) {
    List<String> classes = classes(version);
    double all = classes.stream().mapToLong(name -> trainRows(version, name)).sum();
    String majority = "";
    long most = -1;
    Column truth = lit(0.0);
    for (String name : classes) {
      long rows = trainRows(version, name);
      if (rows > most) {
        most = rows;
        majority = name;
      }
      truth = when(isLabel(name), lit(rows / all)).otherwise(truth);
    }
    return labeled
        .withColumn(truth(CONSTANT), truth)
        .withColumn(prediction(CONSTANT), lit(majority));
  }

  /** Negative logarithm of the probability of the true label, in nats. */
  public static Column logLoss(String prefix) {
    return LogLoss.of(col(truth(prefix)));
  }

  /** 1 for a wrong answer, 0 for a right one. */
  public static Column error(String prefix) {
    return when(col(prediction(prefix)).equalTo(col(LabelRule.LABEL_NAME)), 0.0).otherwise(1.0);
  }

  /** The probability of one of the two classes of a binary model. */
  static Column probabilityOf(String name, String prefix) {
    return when(isLabel(name), col(truth(prefix))).otherwise(lit(1.0).minus(col(truth(prefix))));
  }

  /** Whether a row has the label. */
  static Column isLabel(String name) {
    return col(LabelRule.LABEL_NAME).equalTo(name);
  }

  static String truth(String prefix) {
    return prefix + "_truth";
  }

  static String prediction(String prefix) {
    return prefix + "_prediction";
  }

  static String confidence(String prefix) {
    return prefix + "_confidence";
  }

  /** The classes that a version knows, in the order of its probabilities. */
  public static List<String> classes(ModelVersion version) {
    List<String> classes = new ArrayList<>();
    version.params().path("classes").forEach(name -> classes.add(name.asText()));
    return classes;
  }

  private static long trainRows(ModelVersion version, String name) {
    return version.params().path("train_rows").path(name).asLong();
  }

  private static Column names(List<String> classes) {
    return array(classes.stream().map(org.apache.spark.sql.functions::lit).toArray(Column[]::new));
  }

  /** Six decimals, as metrics are stored. */
  static double rounded(double value) {
    return Rounding.toDecimals(6, value);
  }
}

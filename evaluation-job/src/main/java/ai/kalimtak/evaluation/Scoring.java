package ai.kalimtak.evaluation;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.learning.LabelRule;
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
 * Adds what a version says of labelled rows, under a prefix: {@code <prefix>_truth} (its
 * probability of the true label; 0 for a label it does not know), {@code <prefix>_prediction} (a
 * class' name), {@code <prefix>_confidence} (its probability of that class). Keeps every row and
 * column; no shuffle.
 */
final class Scoring {
  /** Probabilities below it count as it, so that one row cannot make a mean infinite. */
  static final double LEAST_PROBABILITY = 1e-15;

  private Scoring() {}

  static Dataset<Row> add(
      Dataset<Row> labelled, ModelVersion version, PipelineModel pipeline, String prefix) {
    Column probabilities = functions.vector_to_array(col("probability"), "float64");
    Column names = names(classes(version));
    // From 0, and -1 for a name that is absent, at which get finds null. Not element_at: to Spark
    // an
    // element of an array without nulls is never null, whatever its place is.
    Column place = array_position(names, col(LabelRule.LABEL_NAME)).minus(1).cast("int");
    Column answer = col("prediction").cast("int").plus(1);
    Column[] columns =
        Stream.concat(
                Arrays.stream(labelled.columns()).map(org.apache.spark.sql.functions::col),
                Stream.of(
                    coalesce(get(probabilities, place), lit(0.0)).alias(prefix + "_truth"),
                    element_at(names, answer).alias(prefix + "_prediction"),
                    element_at(probabilities, answer).alias(prefix + "_confidence")))
            .toArray(Column[]::new);
    return pipeline.transform(labelled).select(columns);
  }

  /** Adds {@code constant_truth} and {@code constant_prediction}: the train split's own shares. */
  static Dataset<Row> addConstant(Dataset<Row> labelled, ModelVersion version) {
    double all = 0;
    String majority = "";
    long most = -1;
    for (String name : classes(version)) {
      long rows = trainRows(version, name);
      all += rows;
      if (rows > most) {
        most = rows;
        majority = name;
      }
    }
    Column truth = lit(0.0);
    for (String name : classes(version)) {
      truth =
          when(col(LabelRule.LABEL_NAME).equalTo(name), lit(trainRows(version, name) / all))
              .otherwise(truth);
    }
    return labelled
        .withColumn("constant_truth", truth)
        .withColumn("constant_prediction", lit(majority));
  }

  /** Negative logarithm of the probability of the true label, nats. */
  static Column logLoss(String prefix) {
    return log(greatest(col(prefix + "_truth"), lit(LEAST_PROBABILITY))).multiply(-1);
  }

  /** 1 for a wrong answer, 0 for a right one. */
  static Column error(String prefix) {
    return when(col(prefix + "_prediction").equalTo(col(LabelRule.LABEL_NAME)), 0.0).otherwise(1.0);
  }

  static List<String> classes(ModelVersion version) {
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
}

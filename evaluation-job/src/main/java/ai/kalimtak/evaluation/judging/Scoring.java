package ai.kalimtak.evaluation.judging;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.when;

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
 * Adds what a version says of labelled rows, under a prefix: {@code <prefix>_truth} (its
 * probability of the true label; 0 for a label it does not know), {@code <prefix>_prediction} (a
 * class' name), {@code <prefix>_confidence} (its probability of that class). Keeps every row and
 * column; no shuffle.
 */
public final class Scoring {
  private Scoring() {}

  public static Dataset<Row> add(
      Dataset<Row> labelled, ModelVersion version, PipelineModel pipeline, String prefix) {
    Column probabilities = functions.vector_to_array(col("probability"), "float64");
    Column names = names(classes(version));
    // Positions count from 1, and 0 means absent.
    Column place = nullif(array_position(names, col(LabelRule.LABEL_NAME)), lit(0L)).cast("int");
    Column answer = col("prediction").cast("int").plus(1);
    Column[] columns =
        Stream.concat(
                Arrays.stream(labelled.columns()).map(org.apache.spark.sql.functions::col),
                Stream.of(
                    coalesce(element_at(probabilities, place), lit(0.0)).alias(prefix + "_truth"),
                    element_at(names, answer).alias(prefix + "_prediction"),
                    ClassProbability.ofAnswer().alias(prefix + "_confidence")))
            .toArray(Column[]::new);
    return pipeline.transform(labelled).select(columns);
  }

  /** Adds {@code constant_truth} and {@code constant_prediction}: the train split's own shares. */
  public static Dataset<Row> addConstant(Dataset<Row> labelled, ModelVersion version) {
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
  public static Column logLoss(String prefix) {
    return LogLoss.of(col(prefix + "_truth"));
  }

  /** 1 for a wrong answer, 0 for a right one. */
  public static Column error(String prefix) {
    return when(col(prefix + "_prediction").equalTo(col(LabelRule.LABEL_NAME)), 0.0).otherwise(1.0);
  }

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
}

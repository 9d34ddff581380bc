package ai.kalimtak.training;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Sentences that the job brings along, a few hundred lines of our own: {@code
 * harmless-examples.txt} share words with harmful ones, {@code unfit-examples.txt} run people down
 * in plain words.
 */
final class BroughtExamples {
  private static final StructType TYPE =
      new StructType(
          new StructField[] {
            DataTypes.createStructField(TrainingData.INTERACTION_ID, DataTypes.StringType, false),
            DataTypes.createStructField(TrainingData.INPUT_TEXT, DataTypes.StringType, false),
            DataTypes.createStructField(TrainingData.MODEL_OUTPUT, DataTypes.StringType, true),
            DataTypes.createStructField(ModelRecipe.WEIGHT, DataTypes.DoubleType, false),
            DataTypes.createStructField(ModelRecipe.LABEL, DataTypes.DoubleType, false)
          });

  private BroughtExamples() {}

  /** Ids, texts, weights and labels; no row where the weight is 0. */
  static Dataset<Row> rows(SparkSession spark, double weight, List<String> classes) {
    List<Row> rows = new ArrayList<>();
    if (weight > 0) {
      add(rows, "harmless-examples", classes.indexOf(LabelRule.OK), weight);
      add(rows, "unfit-examples", classes.indexOf(LabelRule.INAPPROPRIATE), weight);
    }
    return spark.createDataFrame(rows, TYPE);
  }

  private static void add(List<Row> rows, String name, int label, double weight) {
    for (String line : lines(name + ".txt")) {
      String id = String.format(Locale.ROOT, "%s:%05d", name, rows.size());
      rows.add(RowFactory.create(id, line, null, weight, (double) label));
    }
  }

  private static List<String> lines(String resource) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                BroughtExamples.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

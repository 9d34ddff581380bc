package ai.kalimtak.training;

import ai.kalimtak.common.lake.TrainingData;
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
 * Harmless sentences that share words with harmful ones: the resource {@code
 * harmless-examples.txt}, a few hundred lines of our own.
 */
final class HarmlessExamples {
  private static final StructType TYPE =
      new StructType(
          new StructField[] {
            DataTypes.createStructField(TrainingData.INTERACTION_ID, DataTypes.StringType, false),
            DataTypes.createStructField(TrainingData.INPUT_TEXT, DataTypes.StringType, false),
            DataTypes.createStructField(TrainingData.MODEL_OUTPUT, DataTypes.StringType, true),
            DataTypes.createStructField(ModelRecipe.WEIGHT, DataTypes.DoubleType, false)
          });

  private HarmlessExamples() {}

  /** Ids, texts and weights; no row where the weight is 0. */
  static Dataset<Row> rows(SparkSession spark, TrainingSettings.Moderation settings) {
    List<Row> rows = new ArrayList<>();
    if (settings.harmlessExampleWeight() > 0) {
      for (String line : lines()) {
        rows.add(
            RowFactory.create(
                String.format(Locale.ROOT, "harmless-example:%05d", rows.size()),
                line,
                null,
                settings.harmlessExampleWeight()));
      }
    }
    return spark.createDataFrame(rows, TYPE);
  }

  private static List<String> lines() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                HarmlessExamples.class.getResourceAsStream("harmless-examples.txt"),
                StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

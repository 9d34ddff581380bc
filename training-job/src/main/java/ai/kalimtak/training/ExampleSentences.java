package ai.kalimtak.training;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.training.fitting.ModelColumns;
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
 * A few hundred hand-written sentences that ship with the job: those of {@code
 * harmless-examples.txt} share words with harmful texts, those of {@code unfit-examples.txt} insult
 * or threaten in plain words.
 */
final class ExampleSentences {
  private static final StructType TYPE =
      new StructType(
          new StructField[] {
            DataTypes.createStructField(TrainingData.INTERACTION_ID, DataTypes.StringType, false),
            DataTypes.createStructField(TrainingData.INPUT_TEXT, DataTypes.StringType, false),
            DataTypes.createStructField(TrainingData.MODEL_OUTPUT, DataTypes.StringType, true),
            DataTypes.createStructField(ModelColumns.WEIGHT, DataTypes.DoubleType, false),
            DataTypes.createStructField(ModelColumns.LABEL, DataTypes.DoubleType, false)
          });

  private ExampleSentences() {}

  /**
   * Returns ids, texts, weights and labels; no row if the weight is 0. All sentences together weigh
   * at most as much as the labeled rows, so that the labels of reviewers prevail even if there are
   * few of them.
   *
   * @param weight number of labeled rows that a sentence counts as, at most
   * @param labeledRows number of rows that reviewers labeled
   */
  static Dataset<Row> rows(
      SparkSession spark, double weight, List<String> classes, long labeledRows) {
    List<String> harmless = lines("harmless-examples.txt");
    List<String> unfit = lines("unfit-examples.txt");
    double bounded = Math.min(weight, labeledRows / (double) (harmless.size() + unfit.size()));
    List<Row> rows = new ArrayList<>();
    if (bounded > 0) {
      add(rows, "harmless", harmless, classes.indexOf(LabelRule.OK), bounded);
      add(rows, "unfit", unfit, classes.indexOf(LabelRule.INAPPROPRIATE), bounded);
    }
    return spark.createDataFrame(rows, TYPE);
  }

  private static void add(
      List<Row> rows, String name, List<String> lines, int label, double weight) {
    for (String line : lines) {
      String id = String.format(Locale.ROOT, "%s:%05d", name, rows.size());
      rows.add(RowFactory.create(id, line, null, weight, (double) label));
    }
  }

  private static List<String> lines(String resource) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                ExampleSentences.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

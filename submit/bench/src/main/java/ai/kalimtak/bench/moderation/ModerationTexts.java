package ai.kalimtak.bench.moderation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.TrainingData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/** The texts for judging moderation, with the columns of an interaction. */
final class ModerationTexts {
  static final String DAVIDSON = "davidson-moderation.jsonl.gz";
  static final String SURGE = "surge-toxicity.jsonl.gz";
  static final String CHAT = "topical-chat-interactions.jsonl.gz";
  static final String CLINC = "clinc150-train.jsonl.gz";
  static final String PROMPTS = "awesome-prompts.jsonl.gz";
  static final List<String> FILES = List.of(DAVIDSON, SURGE, CHAT, CLINC, PROMPTS);

  /** Number of cross-validation folds. */
  static final int FOLDS = 5;

  /** Group names for the functional cases, in singular and plural. */
  private static final List<List<String>> GROUPS =
      List.of(
          List.of("woman", "women"),
          List.of("gay man", "gay people"),
          List.of("Muslim", "Muslims"),
          List.of("Jew", "Jews"),
          List.of("Black person", "Black people"),
          List.of("immigrant", "immigrants"),
          List.of("disabled person", "disabled people"),
          List.of("trans woman", "trans people"));

  private final SparkSession spark;
  private final Path data;

  ModerationTexts(SparkSession spark, Path data) {
    this.spark = spark;
    this.data = data;
  }

  SparkSession spark() {
    return spark;
  }

  /** Returns the posts with their class, fold and inner part, assigned by the seed. */
  Dataset<Row> assigned(int seed) {
    Column order = xxhash64(lit(seed), col("text"));
    Column number = row_number().over(Window.partitionBy("kind").orderBy(order, col("text")));
    return json(DAVIDSON)
        .select(col("text"), col("label").alias("kind"))
        .withColumn("number", number)
        .select(
            col("text").alias(TrainingData.INPUT_TEXT),
            lit(null).cast(DataTypes.StringType).alias(TrainingData.MODEL_OUTPUT),
            col("kind"),
            pmod(col("number"), lit(FOLDS)).alias("fold"),
            pmod(col("number").divide(FOLDS).cast("int"), lit(10)).alias("inner"));
  }

  /**
   * Returns conversations with their ratings; {@code half} is 0 or 1, the same for a whole session.
   */
  Dataset<Row> chat() {
    return json(CHAT)
        .select(
            col("id"),
            col("input_text").alias(TrainingData.INPUT_TEXT),
            col("model_output").alias(TrainingData.MODEL_OUTPUT),
            col("feedback_score"),
            pmod(xxhash64(col("session_id")), lit(2)).alias("half"));
  }

  /** Returns one field of a file. */
  Dataset<Row> texts(String file, String field) {
    return inputs(json(file).select(col(field).alias(TrainingData.INPUT_TEXT)));
  }

  /** Returns comments with one label. */
  Dataset<Row> surge(String label) {
    return inputs(
        json(SURGE)
            .where(col("label").equalTo(label))
            .select(col("text").alias(TrainingData.INPUT_TEXT)));
  }

  /** Returns the lines of a resource. */
  Dataset<Row> lines(String resource) {
    return inputs(
        spark.createDataset(resource(resource), Encoders.STRING()).toDF(TrainingData.INPUT_TEXT));
  }

  /** Returns each case once, or once per group if it names one. */
  Dataset<Row> functionalCases() {
    List<String> filled = new ArrayList<>();
    for (String line : resource("functional-cases.tsv")) {
      if (line.contains("{group")) {
        GROUPS.forEach(
            group ->
                filled.add(
                    line.replace("{groups}", group.get(1)).replace("{group}", group.get(0))));
      } else {
        filled.add(line);
      }
    }
    Dataset<Row> cells =
        spark
            .createDataset(filled, Encoders.STRING())
            .toDF("line")
            .selectExpr("split(line, '\t') as cells");
    return inputs(
        cells.selectExpr(
            "cells[0] as expected", "cells[1] as functionality", "cells[2] as input_text"));
  }

  Dataset<Row> json(String file) {
    return spark.read().json(data.resolve(file).toAbsolutePath().toString());
  }

  private static Dataset<Row> inputs(Dataset<Row> texts) {
    return texts.withColumn(TrainingData.MODEL_OUTPUT, lit(null).cast(DataTypes.StringType));
  }

  private static List<String> resource(String name) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                ModerationTexts.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

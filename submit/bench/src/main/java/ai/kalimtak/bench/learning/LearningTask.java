package ai.kalimtak.bench.learning;

import ai.kalimtak.bench.workbench.JsonLines;
import ai.kalimtak.common.text.HashedNGrams;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The rows to label and the test rows. */
record LearningTask(
    String name,
    String measure,
    int classes,
    List<SparseVector> pool,
    List<Integer> poolLabels,
    List<SparseVector> judged,
    List<Integer> judgedLabels) {
  private static final String INTENTS = "clinc150-train.jsonl.gz";
  private static final String INTENTS_JUDGED = "clinc150-val.jsonl.gz";
  private static final String MODERATION = "davidson-moderation.jsonl.gz";

  static final List<String> FILES = List.of(INTENTS, INTENTS_JUDGED, MODERATION);

  private static final int WORD_FEATURES = 1 << 14;
  private static final int CHARACTER_FEATURES = 1 << 14;

  /** The size of a row's feature vector. */
  static final int FEATURES = WORD_FEATURES + CHARACTER_FEATURES;

  /** Returns the two tasks: domains of requests, and moderation of posts. */
  static List<LearningTask> all(Path data) throws IOException {
    List<JsonNode> intents = JsonLines.read(data.resolve(INTENTS));
    List<JsonNode> judged = JsonLines.read(data.resolve(INTENTS_JUDGED));
    List<JsonNode> posts = JsonLines.read(data.resolve(MODERATION));
    // Three in ten posts, by a hash of the text, so that equal posts are on one side.
    Predicate<JsonNode> isJudged =
        post -> Math.floorMod(post.path("text").asText().hashCode() * 0x9E3779B1, 10) < 3;
    SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    try {
      return List.of(
          task(spark, "clinc150, 10 domains", "accuracy", intents, judged, "domain"),
          task(
              spark,
              "davidson, 3 classes",
              "macro F1",
              posts.stream().filter(isJudged.negate()).toList(),
              posts.stream().filter(isJudged).toList(),
              "label"));
    } finally {
      spark.stop();
    }
  }

  private static LearningTask task(
      SparkSession spark,
      String name,
      String measure,
      List<JsonNode> pool,
      List<JsonNode> judged,
      String label) {
    List<String> labels =
        pool.stream().map(row -> row.path(label).asText()).distinct().sorted().toList();
    Dataset<Row> poolTexts = texts(spark, pool);
    var pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  HashedNGrams.ofWords("value", "words", 1, 2, WORD_FEATURES),
                  HashedNGrams.ofCharacters("value", "characters", 3, 5, CHARACTER_FEATURES),
                  new IDF().setInputCol("words").setOutputCol("weighted_words"),
                  new IDF().setInputCol("characters").setOutputCol("weighted_characters"),
                  new Normalizer().setInputCol("weighted_words").setOutputCol("unit_words"),
                  new Normalizer()
                      .setInputCol("weighted_characters")
                      .setOutputCol("unit_characters"),
                  new VectorAssembler()
                      .setInputCols(new String[] {"unit_words", "unit_characters"})
                      .setOutputCol("both"),
                  new Normalizer().setInputCol("both").setOutputCol("features")
                })
            .fit(poolTexts);
    return new LearningTask(
        name,
        measure,
        labels.size(),
        vectors(pipeline.transform(poolTexts)),
        pool.stream().map(row -> labels.indexOf(row.path(label).asText())).toList(),
        vectors(pipeline.transform(texts(spark, judged))),
        judged.stream().map(row -> labels.indexOf(row.path(label).asText())).toList());
  }

  private static Dataset<Row> texts(SparkSession spark, List<JsonNode> rows) {
    return spark
        .createDataset(
            rows.stream().map(row -> row.path("text").asText()).toList(), Encoders.STRING())
        .toDF();
  }

  private static List<SparseVector> vectors(Dataset<Row> rows) {
    return rows.select("features").collectAsList().stream()
        .map(row -> ((Vector) row.get(0)).toSparse())
        .toList();
  }
}

package ai.kalimtak.bench.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.NearDuplicateTexts;
import java.util.Locale;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.MinHashLSH;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Spark MLlib's MinHashLSH and its approximate similarity join, over hashed 5-grams of characters
 * of input and output joined. Its tables hold one value each: three find .992 of the pairs at a
 * similarity of .8, two find .96; twelve bands of six rows find .974.
 */
final class MinHashJoin {
  static final String NAME = "MLlib MinHashLSH";
  private static final int TABLES = 3;

  private MinHashJoin() {}

  static Found run(Dataset<Row> documents) {
    Dataset<Row> texts =
        documents.select(
            xxhash64(col(NearDuplicateTexts.TEXT_KEY)).alias("number"),
            lower(RealTexts.joined()).alias("text"));
    Dataset<Row> vectors =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new RegexTokenizer()
                      .setInputCol("text")
                      .setOutputCol("characters")
                      .setGaps(false)
                      .setPattern("(?s)."),
                  new NGram().setN(5).setInputCol("characters").setOutputCol("grams"),
                  new HashingTF()
                      .setNumFeatures(1 << 20)
                      .setBinary(true)
                      .setInputCol("grams")
                      .setOutputCol("features")
                })
            .fit(texts)
            .transform(texts)
            .select("number", "features")
            .persist();
    try {
      Dataset<Row> pairs =
          new MinHashLSH()
              .setNumHashTables(TABLES)
              .setInputCol("features")
              .setOutputCol("hashes")
              .setSeed(17)
              .fit(vectors)
              .approxSimilarityJoin(vectors, vectors, 0.2 + 1e-9, "distance")
              .where(col("datasetA.number").lt(col("datasetB.number")))
              .select(col("datasetA.number").alias("a"), col("datasetB.number").alias("b"))
              .localCheckpoint();
      return Found.pairs(String.format(Locale.ROOT, "%,d pairs", pairs.count()), pairs);
    } finally {
      vectors.unpersist();
    }
  }
}

package ai.kalimtak.quality.diversity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.spark.Checkpoints;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.quality.signals.Signals;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Cells of the feature space: spherical k-means (Dhillon and Modha 2001) over the weighted words of
 * the input, learnt from a sample.
 */
final class CoverageCells {
  static final String CELL = "cell";

  private static final int FEATURES = 1 << 13;
  private static final int SAMPLE = 10_000;
  private static final int ITERATIONS = 10;
  private static final String WORDS = "cell_words";
  private static final String WEIGHTED = "cell_weighted";
  private static final String UNIT = "cell_unit";

  private CoverageCells() {}

  /**
   * Adds {@link #CELL}, a number from 0; keeps every row. The sample is chosen by hash and learnt
   * from in one partition, in one order, so that the cells depend on nothing but the rows.
   *
   * @param rows with {@code interaction_id} and {@code input_text}; read three times
   */
  static Dataset<Row> assign(Dataset<Row> rows, int cells, long seed) {
    Dataset<Row> sample =
        Checkpoints.cut(
            rows.orderBy(
                    xxhash64(col(Candidates.INTERACTION_ID), lit(seed)),
                    col(Candidates.INTERACTION_ID))
                .limit(SAMPLE)
                .select(col(Candidates.INPUT_TEXT))
                .coalesce(1));
    PipelineModel model =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  HashedNGrams.ofWords(Candidates.INPUT_TEXT, WORDS, 1, 1, FEATURES),
                  new IDF().setInputCol(WORDS).setOutputCol(WEIGHTED),
                  new Normalizer().setInputCol(WEIGHTED).setOutputCol(UNIT),
                  new KMeans()
                      .setFeaturesCol(UNIT)
                      .setPredictionCol(CELL)
                      .setDistanceMeasure("cosine")
                      .setK(cells)
                      .setMaxIter(ITERATIONS)
                      .setSeed(seed)
                })
            .fit(sample);
    Column[] kept =
        Signals.columns(
            java.util.stream.Stream.concat(
                java.util.Arrays.stream(rows.columns()), java.util.stream.Stream.of(CELL)));
    return model.transform(rows).select(kept);
  }
}

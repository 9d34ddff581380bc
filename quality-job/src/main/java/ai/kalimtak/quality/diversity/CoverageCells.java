package ai.kalimtak.quality.diversity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.spark.Checkpoints;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.quality.signals.Signals;
import java.util.Arrays;
import java.util.stream.Stream;
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
 * Divides the feature space into cells: spherical k-means (Dhillon and Modha 2001) over the
 * weighted words of the input, trained on a sample.
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
   * Adds {@link #CELL}, a number from 0; keeps every row. The sample is chosen by hash and kept in
   * one partition, in a fixed order, so the cells depend on nothing but the rows.
   *
   * @param rows with {@code interaction_id} and {@code input_text}; read more than once
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
    Column[] kept = Signals.columns(Stream.concat(Arrays.stream(rows.columns()), Stream.of(CELL)));
    return model.transform(rows).select(kept);
  }
}

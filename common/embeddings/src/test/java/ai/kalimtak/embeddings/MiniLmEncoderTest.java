package ai.kalimtak.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.text.SentenceEmbedding;
import ai.kalimtak.common.text.SentenceEncoder;
import ai.kalimtak.common.text.SentenceEncoders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniLmEncoderTest {
  @TempDir Path folder;

  @Test
  void isFoundAndPlacesTextsOfSimilarMeaningCloseTogether() {
    assertThat(SentenceEncoders.present()).isTrue();
    SentenceEncoder encoder = SentenceEncoders.get();
    float[] money = encoder.encode("how much money do I have");
    float[] balance = encoder.encode("tell me my bank balance");
    float[] pasta = encoder.encode("boil the pasta in salt water");
    assertThat(money).hasSize(encoder.size());
    assertThat(product(money, money)).isCloseTo(1, within(1e-4));
    assertThat(product(money, balance)).isGreaterThan(product(money, pasta) + 0.2);
  }

  @Test
  void encodesTheSameAfterSavingAndLoading() throws IOException {
    Dataset<Row> texts =
        LocalSpark.session()
            .createDataset(Arrays.asList("book a flight", " ", null), Encoders.STRING())
            .toDF("text");
    String path = folder.resolve("pipeline").toString();
    new Pipeline()
        .setStages(new PipelineStage[] {SentenceEmbedding.of("text", "embedding")})
        .fit(texts)
        .write()
        .save(path);
    List<Vector> vectors =
        PipelineModel.load(path).transform(texts).select("embedding").collectAsList().stream()
            .map(row -> row.<Vector>getAs(0))
            .toList();
    float[] direct = SentenceEncoders.get().encode("book a flight");
    assertThat(vectors.get(0).apply(7)).isEqualTo((double) direct[7]);
    assertThat(vectors.get(1).numNonzeros()).isZero();
    assertThat(vectors.get(2).numNonzeros()).isZero();
  }

  private static double product(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}

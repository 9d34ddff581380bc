package ai.kalimtak.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
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

class HashedNGramsTest {
  @TempDir Path folder;

  @Test
  void countsWordsAndPairsIgnoringCaseAndPunctuation() {
    HashedNGrams.Counter counter = new HashedNGrams.Counter(false, 1, 2, 1 << 18);
    assertThat(counter.call("Book a FLIGHT!").numNonzeros()).isEqualTo(5);
    assertThat(counter.call("book a flight")).isEqualTo(counter.call("Book, a FLIGHT!"));
    assertThat(counter.call("book a flight")).isNotEqualTo(counter.call("flight a book"));
  }

  @Test
  void countsCharactersInsideWordsOnly() {
    HashedNGrams.Counter counter = new HashedNGrams.Counter(true, 3, 3, 1 << 18);
    assertThat(counter.call("ab cd").numNonzeros()).isEqualTo(4);
    assertThat(counter.call("cd ab")).isEqualTo(counter.call("ab cd"));
  }

  @Test
  void givesANullTextNoFeatures() {
    HashedNGrams.Counter counter = new HashedNGrams.Counter(false, 1, 1, 16);
    assertThat(counter.call(null).numNonzeros()).isZero();
    assertThat(counter.call(" … ").numNonzeros()).isZero();
  }

  @Test
  void transformsTheSameAfterSavingAndLoading() throws IOException {
    Dataset<Row> texts =
        LocalSpark.session()
            .createDataset(List.of("book a flight", "play a song"), Encoders.STRING())
            .toDF("text");
    PipelineModel fitted =
        new Pipeline()
            .setStages(new PipelineStage[] {HashedNGrams.ofCharacters("text", "grams", 2, 3, 64)})
            .fit(texts);
    String path = folder.resolve("pipeline").toString();
    fitted.write().overwrite().save(path);
    List<Row> before = fitted.transform(texts).select("grams").collectAsList();
    List<Row> after = PipelineModel.load(path).transform(texts).select("grams").collectAsList();
    assertThat(after).isEqualTo(before);
    assertThat(after.get(0).<Vector>getAs("grams").numNonzeros()).isPositive();
  }
}

package ai.kalimtak.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.ExpectedFailure;
import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.failure.JobException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceEmbeddingTest {
  @TempDir Path folder;

  @Test
  void aPipelineLoadsWithoutTheModuleAndNamesTheRemedyWhenItRuns() throws IOException {
    Dataset<Row> texts =
        LocalSpark.session()
            .createDataset(List.of("book a flight"), Encoders.STRING())
            .toDF("text");
    Path saved = folder.resolve("pipeline");
    new Pipeline()
        .setStages(new PipelineStage[] {SentenceEmbedding.of("text", "embedding")})
        .write()
        .save(saved.toString());
    assertThat(SentenceEncoders.present()).isFalse();
    Pipeline read = Pipeline.load(saved.toString());
    PipelineModel model = read.fit(texts);
    assertThat(ExpectedFailure.of(() -> model.transform(texts)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("the model needs sentence embeddings")
        .hasMessageContaining("-Pembeddings");
  }
}

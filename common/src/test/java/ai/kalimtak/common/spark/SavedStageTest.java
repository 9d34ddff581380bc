package ai.kalimtak.common.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.common.text.VisibleTextStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedStageTest {
  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  /** Never edit these: deployed models contain stages saved in this form. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"class":"ai.kalimtak.common.text.VisibleTextStage","timestamp":1795635946919,"sparkVersion":"4.1.0","uid":"visibleText_3f9d78c06eff","paramMap":{"inputCol":"t","outputCol":"v"},"defaultParamMap":{}}""",
        """
        {"class":"ai.kalimtak.common.text.HashedNGrams","timestamp":1795635951420,"sparkVersion":"4.1.0","uid":"hashedNGrams_ad3b6c0fbd42","paramMap":{"characters":true,"features":32,"inputCol":"t","longest":3,"outputCol":"c","shortest":2},"defaultParamMap":{}}""",
        """
        {"class":"ai.kalimtak.common.text.SentenceEmbedding","timestamp":1795635953408,"sparkVersion":"4.1.0","uid":"sentenceEmbedding_e90e40a8d422","paramMap":{"inputCol":"t","outputCol":"e"},"defaultParamMap":{}}""",
        """
        {"class":"ai.kalimtak.common.learning.RouterDecision","timestamp":1795635954860,"sparkVersion":"4.1.0","uid":"routerDecision_e9263fa1f2a7","paramMap":{"intercept":1.0,"labels":["a","out_of_scope"],"slope":-2.0,"temperature":0.5,"threshold":0.2},"defaultParamMap":{}}"""
      })
  void readsStagesSavedByEarlierVersionsWithAllTheirParameters(String metadata) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("stage/metadata")).resolve("part-00000"),
        metadata + "\n");
    PipelineStage stage = read(folder.resolve("stage"));
    assertThat(stage.getClass().getName())
        .isEqualTo(metadata.split("\"")[3])
        .isEqualTo(stage.copy(new ParamMap()).getClass().getName());
    assertThat(metadata).contains("\"uid\":\"" + stage.uid() + "\"");
    ((SavedStage) stage).save(folder.resolve("again").toString());
    assertThat(parameters(Files.readString(part(folder.resolve("again/metadata")))))
        .isEqualTo(parameters(metadata));
  }

  @Test
  void textStagesRejectAColumnThatIsNotAString() {
    StructType numbers = new StructType().add("text", DataTypes.LongType);
    assertThatThrownBy(
            () -> HashedNGrams.ofWords("text", "grams", 1, 1, 16).transformSchema(numbers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column text must be a string, but is LongType");
    assertThatThrownBy(() -> VisibleTextStage.of("text", "visible").transformSchema(numbers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column text must be a string, but is LongType");
  }

  /** Reads a stage as MLlib does, from its metadata in the folder. */
  private static PipelineStage read(Path path) {
    return DefaultParamsReader.loadParamsInstance(path.toString(), LocalSpark.session());
  }

  private static Path part(Path metadata) throws IOException {
    try (var files = Files.list(metadata)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String parameters(String metadata) {
    return metadata.substring(metadata.indexOf("\"uid\"")).strip();
  }
}

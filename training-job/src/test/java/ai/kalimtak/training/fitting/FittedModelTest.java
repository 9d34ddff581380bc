package ai.kalimtak.training.fitting;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.GoldRows;
import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.text.HashedNGrams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class FittedModelTest {
  /** With a penalty of 1000, the model predicts almost only the shares of the classes. */
  @Test
  void keepsThePenaltyWithTheLeastValidationLoss() {
    Dataset<Row> gold = gold();
    ModelRecipe recipe = new Words(new Grid(List.of(1000.0, 0.001), 20));
    LabeledData data = LabeledData.survey(recipe, gold);
    assertThat(data.rowsBySplit())
        .isEqualTo(Map.of(TrainingData.TRAIN, 24L, TrainingData.VALIDATION, 8L));
    assertThat(data.trainRowsByClass()).isEqualTo(Map.of("negative", 12L, "positive", 12L));

    FittedModel fitted = FittedModel.fit(recipe, data, gold, 2);
    assertThat(fitted.regParam()).isEqualTo(0.001);
    assertThat(fitted.validation().accuracy()).isEqualTo(1.0);
    assertThat(fitted.validation().logLoss()).isLessThan(0.1);
    assertThat(fitted.validation().constantLogLoss()).isEqualTo(0.693147);
    assertThat(fitted.pipeline().uid()).isEqualTo("kalimtak_by_words");
  }

  @Test
  void theFingerprintDependsOnTheRowsAndNotOnTheirOrder() {
    ModelRecipe recipe = new Words(new Grid(List.of(0.1), 5));
    Dataset<Row> gold = gold();
    String fingerprint = LabeledData.survey(recipe, gold).fingerprint();
    assertThat(
            LabeledData.survey(
                    recipe, gold.repartition(3).sortWithinPartitions(TrainingData.MODEL_OUTPUT))
                .fingerprint())
        .isEqualTo(fingerprint);
    assertThat(LabeledData.survey(recipe, gold.limit(31)).fingerprint()).isNotEqualTo(fingerprint);
  }

  private static Dataset<Row> gold() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      boolean good = i % 2 == 0;
      rows.add(
          GoldRows.row(
              "r" + i,
              i < 24 ? TrainingData.TRAIN : TrainingData.VALIDATION,
              "question",
              good ? "gladly" : "sorry",
              null,
              good ? 5 : 1));
    }
    return LocalSpark.session().createDataFrame(rows, TrainingData.TABLE.schema());
  }

  private record Words(Grid grid) implements ModelRecipe {
    @Override
    public String name() {
      return "by-words";
    }

    @Override
    public String purpose() {
      return "Predicts the rating.";
    }

    @Override
    public LabelRule label() {
      return LabelRule.rating(4);
    }

    @Override
    public List<String> classes(Map<String, Long> trainRowsByLabel) {
      return List.of(LabelRule.NEGATIVE, LabelRule.POSITIVE);
    }

    @Override
    public List<String> inputs() {
      return List.of(TrainingData.MODEL_OUTPUT);
    }

    @Override
    public List<PipelineStage> featureStages() {
      return List.of(
          HashedNGrams.ofWords(TrainingData.MODEL_OUTPUT, ModelColumns.FEATURES, 1, 1, 256));
    }

    @Override
    public Learner learner() {
      return Learner.LOGISTIC_REGRESSION;
    }

    @Override
    public Map<String, Object> params() {
      return Map.of();
    }
  }
}

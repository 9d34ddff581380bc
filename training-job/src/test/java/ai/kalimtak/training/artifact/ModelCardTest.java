package ai.kalimtak.training.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.training.fitting.FittedModel;
import ai.kalimtak.training.fitting.Grid;
import ai.kalimtak.training.fitting.LabeledData;
import ai.kalimtak.training.fitting.Learner;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  @Test
  void describesModelDataAndValidation() {
    LabeledData data =
        new LabeledData(
            Map.of("train", 1234L, "validation", 300L),
            Map.of("ok", 1000L, "inappropriate", 234L, "rare", 1L),
            List.of("ok", "inappropriate"),
            "fingerprint");
    FittedModel fitted =
        new FittedModel(null, 0.001, new FittedModel.Validation(0.25, 0.9, 0.693147));
    assertThat(ModelCard.of(new Recipe(), data, fitted, 7))
        .startsWith("# tone\n\nPredicts the tone.\n\n## Model\n")
        .contains("- **Type**: logistic regression, fitted with L-BFGS and an L2 penalty of 0.001")
        .contains("- **Inputs**: `input_text`, `model_output`.")
        .contains("- **Classes**: `ok`, `inappropriate`.")
        .contains("trained on 1,234 labeled rows")
        .contains("`gold/training_data`, version 7:")
        .contains("| ok | 1,000 |\n| inappropriate | 234 |\n\n")
        .contains("The 300 labeled rows of the validation split")
        .contains("| log loss, nats | 0.2500 |\n")
        .contains("| log loss of the constant prediction, nats | 0.6931 |\n")
        .contains("| accuracy | 0.900 |\n")
        .doesNotContain("rare", "null", "%");
  }

  private static final class Recipe implements ModelRecipe {
    @Override
    public String name() {
      return "tone";
    }

    @Override
    public String purpose() {
      return "Predicts the tone.";
    }

    @Override
    public LabelRule label() {
      return LabelRule.moderation();
    }

    @Override
    public List<String> classes(Map<String, Long> trainRowsByLabel) {
      return List.of();
    }

    @Override
    public List<String> inputs() {
      return List.of("input_text", "model_output");
    }

    @Override
    public List<PipelineStage> featureStages() {
      return List.of();
    }

    @Override
    public Learner learner() {
      return Learner.LOGISTIC_REGRESSION;
    }

    @Override
    public Grid grid() {
      return new Grid(List.of(0.001), 1);
    }

    @Override
    public Map<String, Object> params() {
      return Map.of();
    }
  }
}

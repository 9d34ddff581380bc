package ai.kalimtak.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.training.fitting.Grid;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingSettingsTest {
  @Test
  void everyModelIsTrainedByDefault() {
    TrainingSettings settings = settings();
    assertThat(settings.recipes())
        .extracting(ModelRecipe::name)
        .containsExactly("domain-router", "reward", "moderation");
    assertThat(settings.minRows()).isEqualTo(200);
    assertThat(settings.partitions()).isEqualTo(2);
  }

  @Test
  void aRecipeHasTheSettingsOfItsSection() {
    List<ModelRecipe> recipes =
        settings(
                "training.models=[reward, domain-router]",
                "training.max-iterations=7",
                "training.reward.positive-score=5",
                "training.reward.word-features=512",
                "training.reward.reg-params=[0, 1]",
                "training.domain-router.max-iterations=9",
                "training.domain-router.out-of-scope.max-false-share=0.25")
            .recipes();
    assertThat(recipes).extracting(ModelRecipe::name).containsExactly("reward", "domain-router");
    assertThat(recipes.get(0).params())
        .isEqualTo(Map.of("positive_score", 5, "word_features", 512));
    assertThat(recipes.get(0).grid()).isEqualTo(new Grid(List.of(0.0, 1.0), 7));
    assertThat(recipes.get(0).purpose()).endsWith("with 5 stars.");
    assertThat(recipes.get(1).params())
        .containsEntry("features", "hashed")
        .containsEntry("out_of_scope", true)
        .containsEntry("max_false_share", 0.25);
    assertThat(recipes.get(1).grid()).isEqualTo(new Grid(List.of(0.00007), 9));
  }

  @Test
  void reportsAnUnknownModelAndABadPenalty() {
    assertThatThrownBy(
            () ->
                settings("training.models=[rewards]", "training.moderation.reg-params=[0.1, -0.1]"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(
            "training.models has an unknown model \"rewards\"; expected one of domain-router,"
                + " reward, moderation")
        .hasMessageContaining(
            "training.moderation.reg-params must have at least one number, and none below 0");
  }

  private static TrainingSettings settings(String... assignments) {
    return Settings.load(Optional.empty(), List.of(assignments))
        .reader()
        .bind(TrainingSettings::from);
  }
}

package ai.kalimtak.training;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.training.fitting.Grid;
import ai.kalimtak.training.fitting.Learner;
import ai.kalimtak.training.fitting.ModelColumns;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;

/**
 * Estimates the probability that a user rates an answer well, from the words of input and output,
 * the template in its domain, and the shape of the answer.
 */
final class RewardRecipe implements ModelRecipe {
  private static final int CONTEXT_FEATURES = 4096;

  /**
   * Shape and context of an answer; the raw columns may be null. Lengths are logarithms, so that a
   * long text does not outweigh everything else; the overlap is the share of the words of the input
   * that the output repeats.
   */
  private static final String SHAPE =
      """
      select *,
        coalesce(template_id, '?') as reward_template,
        concat_ws('|', coalesce(template_id, '?'), coalesce(domain, '?')) as reward_template_in_domain,
        coalesce(domain, '?') as reward_domain,
        coalesce(model_name, '?') as reward_model,
        cast(floor(ln(1 + length(coalesce(model_output, ''))) * 2) as string) as reward_length_band,
        cast(regexp_like(coalesce(model_output, ''), '[?]') as string) as reward_asks,
        ln(1 + length(coalesce(input_text, ''))) / 10 as reward_input_length,
        ln(1 + length(coalesce(model_output, ''))) / 10 as reward_output_length,
        size(array_intersect(split(lower(coalesce(input_text, '')), '[^a-z0-9]+'),
                             split(lower(coalesce(model_output, '')), '[^a-z0-9]+')))
          / (1.0D + size(split(lower(coalesce(input_text, '')), '[^a-z0-9]+'))) as reward_overlap
      from __THIS__
      """;

  private final Settings settings;

  private RewardRecipe(Settings settings) {
    this.settings = settings;
  }

  /**
   * The section {@code training.reward}.
   *
   * @param positiveScore least rating that counts as positive, stars
   */
  private record Settings(int positiveScore, int wordFeatures, Grid grid) {}

  static RewardRecipe from(SettingsReader reader, int maxIterations) {
    RecipeSection section = new RecipeSection(reader, "training.reward");
    return new RewardRecipe(
        new Settings(
            section.integer("positive-score", 2, 5),
            section.vectorSize("word-features"),
            section.grid(maxIterations)));
  }

  @Override
  public String name() {
    return LabelRule.REWARD;
  }

  @Override
  public String purpose() {
    return "Estimates the probability that a user rates an answer positively: with "
        + (settings.positiveScore() == 5
            ? "5 stars."
            : settings.positiveScore() + " stars or more.");
  }

  @Override
  public LabelRule label() {
    return LabelRule.rating(settings.positiveScore());
  }

  @Override
  public List<String> classes(Map<String, Long> trainRowsByLabel) {
    return Stream.of(LabelRule.NEGATIVE, LabelRule.POSITIVE)
        .filter(trainRowsByLabel::containsKey)
        .toList();
  }

  @Override
  public List<String> inputs() {
    return List.of(
        TrainingData.INPUT_TEXT,
        TrainingData.MODEL_OUTPUT,
        TrainingData.TEMPLATE_ID,
        TrainingData.DOMAIN,
        TrainingData.MODEL_NAME);
  }

  @Override
  public List<PipelineStage> featureStages() {
    return List.of(
        new SQLTransformer().setStatement(SHAPE),
        HashedNGrams.ofWords(
            TrainingData.INPUT_TEXT, "reward_input_words", 1, 1, settings.wordFeatures()),
        HashedNGrams.ofWords(
            TrainingData.MODEL_OUTPUT, "reward_output_words", 1, 2, settings.wordFeatures()),
        new FeatureHasher()
            .setInputCols(
                new String[] {
                  "reward_template",
                  "reward_template_in_domain",
                  "reward_domain",
                  "reward_model",
                  "reward_length_band",
                  "reward_asks"
                })
            .setOutputCol("reward_context")
            .setNumFeatures(CONTEXT_FEATURES),
        new VectorAssembler()
            .setInputCols(
                new String[] {
                  "reward_input_words",
                  "reward_output_words",
                  "reward_context",
                  "reward_input_length",
                  "reward_output_length",
                  "reward_overlap"
                })
            .setOutputCol(ModelColumns.FEATURES));
  }

  @Override
  public Learner learner() {
    return Learner.LOGISTIC_REGRESSION;
  }

  @Override
  public Grid grid() {
    return settings.grid();
  }

  @Override
  public Map<String, Object> params() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("positive_score", settings.positiveScore());
    params.put("word_features", settings.wordFeatures());
    return params;
  }
}

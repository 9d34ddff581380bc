package ai.kalimtak.training;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.text.HashedNGrams;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.VectorAssembler;

/** The domain of an input: multinomial logistic regression over word and character n-grams. */
final class RouterRecipe implements ModelRecipe {
  static final String PREDICTED_DOMAIN = "predicted_domain";
  private static final String WORDS = "router_words";
  private static final String WEIGHTED_WORDS = "router_weighted_words";
  private static final String CHARACTERS = "router_characters";
  private static final String WEIGHTED_CHARACTERS = "router_weighted_characters";

  private final TrainingSettings.Router settings;

  RouterRecipe(TrainingSettings.Router settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return LabelRule.DOMAIN_ROUTER;
  }

  @Override
  public LabelRule label() {
    return LabelRule.domain();
  }

  @Override
  public List<String> classes(Map<String, Long> trainRowsByLabel) {
    return trainRowsByLabel.entrySet().stream()
        .filter(entry -> entry.getValue() >= settings.minClassRows())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  @Override
  public List<String> inputs() {
    return List.of(TrainingData.INPUT_TEXT);
  }

  @Override
  public List<PipelineStage> featureStages() {
    return List.of(
        HashedNGrams.ofWords(TrainingData.INPUT_TEXT, WORDS, 1, 2, settings.wordFeatures()),
        HashedNGrams.ofCharacters(
            TrainingData.INPUT_TEXT, CHARACTERS, 2, 5, settings.characterFeatures()),
        new IDF().setInputCol(WORDS).setOutputCol(WEIGHTED_WORDS).setMinDocFreq(2),
        new IDF().setInputCol(CHARACTERS).setOutputCol(WEIGHTED_CHARACTERS).setMinDocFreq(2),
        new VectorAssembler()
            .setInputCols(new String[] {WEIGHTED_WORDS, WEIGHTED_CHARACTERS})
            .setOutputCol(FEATURES));
  }

  @Override
  public List<PipelineStage> outputStages(List<String> classes) {
    return List.of(
        new IndexToString()
            .setInputCol("prediction")
            .setOutputCol(PREDICTED_DOMAIN)
            .setLabels(classes.toArray(String[]::new)));
  }

  @Override
  public List<Double> regParams() {
    return settings.regParams();
  }

  @Override
  public Map<String, Object> params() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("word_features", settings.wordFeatures());
    params.put("character_features", settings.characterFeatures());
    params.put("min_class_rows", settings.minClassRows());
    params.put("reg_params", settings.regParams());
    return params;
  }
}

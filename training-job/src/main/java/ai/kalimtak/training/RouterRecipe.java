package ai.kalimtak.training;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.common.text.SentenceEmbedding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The domain of an input, or that it belongs to none: a linear margin for each domain over word and
 * character n-grams, a sentence embedding, or both; then {@link RouterCalibration}.
 */
final class RouterRecipe implements ModelRecipe {
  private static final String WORDS = "router_words";
  private static final String WEIGHTED_WORDS = "router_weighted_words";
  private static final String CHARACTERS = "router_characters";
  private static final String WEIGHTED_CHARACTERS = "router_weighted_characters";
  private static final String SCALED_WORDS = "router_scaled_words";
  private static final String SCALED_CHARACTERS = "router_scaled_characters";
  private static final String EMBEDDING = "router_embedding";

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

  /** The domains with enough rows; behind them out_of_scope, if wanted, however few rows it has. */
  @Override
  public List<String> classes(Map<String, Long> trainRowsByLabel) {
    Stream<String> domains =
        trainRowsByLabel.entrySet().stream()
            .filter(entry -> entry.getValue() >= settings.minClassRows())
            .map(Map.Entry::getKey)
            .sorted();
    return settings.outOfScope()
        ? Stream.concat(
                domains.filter(domain -> !domain.equals(LabelRule.OUT_OF_SCOPE)),
                Stream.of(LabelRule.OUT_OF_SCOPE))
            .toList()
        : domains.toList();
  }

  @Override
  public List<String> inputs() {
    return List.of(TrainingData.INPUT_TEXT);
  }

  @Override
  public List<PipelineStage> featureStages() {
    List<PipelineStage> stages = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    if (!settings.features().equals(TrainingSettings.Router.EMBEDDING)) {
      stages.add(
          HashedNGrams.ofWords(TrainingData.INPUT_TEXT, WORDS, 1, 2, settings.wordFeatures()));
      stages.add(
          HashedNGrams.ofCharacters(
              TrainingData.INPUT_TEXT, CHARACTERS, 2, 5, settings.characterFeatures()));
      stages.add(new IDF().setInputCol(WORDS).setOutputCol(WEIGHTED_WORDS).setMinDocFreq(2));
      stages.add(
          new IDF().setInputCol(CHARACTERS).setOutputCol(WEIGHTED_CHARACTERS).setMinDocFreq(2));
      // To unit length once more, or a text's rare words would decide how far its margins reach,
      // and with them what is in scope; an embedding has unit length by itself.
      stages.add(new Normalizer().setInputCol(WEIGHTED_WORDS).setOutputCol(SCALED_WORDS));
      stages.add(new Normalizer().setInputCol(WEIGHTED_CHARACTERS).setOutputCol(SCALED_CHARACTERS));
      parts.addAll(List.of(SCALED_WORDS, SCALED_CHARACTERS));
    }
    if (!settings.features().equals(TrainingSettings.Router.HASHED)) {
      stages.add(SentenceEmbedding.of(TrainingData.INPUT_TEXT, EMBEDDING));
      parts.add(EMBEDDING);
    }
    stages.add(
        new VectorAssembler().setInputCols(parts.toArray(String[]::new)).setOutputCol(FEATURES));
    return stages;
  }

  @Override
  public String algorithm() {
    return "squared-hinge";
  }

  @Override
  public String kind() {
    return "a linear margin for each domain, squared hinge loss, calibrated";
  }

  @Override
  public LogisticRegressionModel fit(
      Dataset<Row> rows, int features, int classes, double regParam, int maxIterations) {
    return SquaredHinge.fit(rows, features, classes, regParam, maxIterations);
  }

  @Override
  public List<Transformer> outputStages(List<String> classes, Dataset<Row> scored) {
    return List.of(RouterCalibration.fit(scored, classes, settings.maxFalseShare()));
  }

  @Override
  public List<Double> regParams() {
    return settings.regParams();
  }

  @Override
  public int maxIterations(TrainingSettings all) {
    return settings.maxIterations();
  }

  @Override
  public Map<String, Object> params() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("features", settings.features());
    params.put("word_features", settings.wordFeatures());
    params.put("character_features", settings.characterFeatures());
    params.put("min_class_rows", settings.minClassRows());
    params.put("reg_params", settings.regParams());
    params.put("out_of_scope", settings.outOfScope());
    params.put("max_false_share", settings.maxFalseShare());
    return params;
  }
}

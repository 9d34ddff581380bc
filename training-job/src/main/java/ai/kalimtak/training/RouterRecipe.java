package ai.kalimtak.training;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.learning.RouterDecision;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.common.text.SentenceEmbedding;
import ai.kalimtak.common.text.SentenceEncoders;
import ai.kalimtak.training.fitting.Grid;
import ai.kalimtak.training.fitting.Learner;
import ai.kalimtak.training.fitting.ModelColumns;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Predicts the domain of an input, or that it belongs to none: a linear margin for each domain over
 * word and character n-grams, a sentence embedding, or both, followed by {@link RouterCalibration}.
 */
final class RouterRecipe implements ModelRecipe {
  private static final String WORDS = "router_words";
  private static final String WEIGHTED_WORDS = "router_weighted_words";
  private static final String CHARACTERS = "router_characters";
  private static final String WEIGHTED_CHARACTERS = "router_weighted_characters";
  private static final String SCALED_WORDS = "router_scaled_words";
  private static final String SCALED_CHARACTERS = "router_scaled_characters";
  private static final String EMBEDDING = "router_embedding";

  private static final String HASHED = "hashed";
  private static final String EMBEDDED = "embedding";
  private static final String BOTH = "both";

  private final Settings settings;

  private RouterRecipe(Settings settings) {
    this.settings = settings;
  }

  /**
   * The section {@code training.domain-router}.
   *
   * @param features hashed, embedding or both
   */
  private record Settings(
      String features,
      int wordFeatures,
      int characterFeatures,
      int minClassRows,
      Grid grid,
      OutOfScope outOfScope) {
    boolean usesNGrams() {
      return !features.equals(EMBEDDED);
    }

    boolean usesEmbedding() {
      return !features.equals(HASHED);
    }
  }

  /**
   * The section {@code training.domain-router.out-of-scope}.
   *
   * @param enabled whether the router may answer out_of_scope
   * @param maxFalseShare share of the validation rows in scope that may be called out of scope
   */
  private record OutOfScope(boolean enabled, double maxFalseShare) {}

  static RouterRecipe from(SettingsReader reader) {
    RecipeSection section = new RecipeSection(reader, "training.domain-router");
    return new RouterRecipe(
        new Settings(
            features(reader),
            section.vectorSize("word-features"),
            section.vectorSize("character-features"),
            section.integer("min-class-rows", 1, 1_000_000),
            section.grid(section.integer("max-iterations", 1, 1000)),
            new OutOfScope(
                reader.flag("training.domain-router.out-of-scope.enabled"),
                section.decimal("out-of-scope.max-false-share", 0, 0.5))));
  }

  private static String features(SettingsReader reader) {
    String key = "training.domain-router.features";
    String features = reader.oneOf(key, HASHED, EMBEDDED, BOTH);
    if (List.of(EMBEDDED, BOTH).contains(features) && !SentenceEncoders.present()) {
      reader.problem(
          key,
          "is \""
              + features
              + "\", but the module for sentence embeddings is not on the class path. "
              + SentenceEncoders.REMEDY);
    }
    return features;
  }

  @Override
  public String name() {
    return LabelRule.DOMAIN_ROUTER;
  }

  @Override
  public String purpose() {
    return "Predicts the domain of a user's input, with a calibrated probability for each domain."
        + (settings.outOfScope().enabled()
            ? " It answers `out_of_scope` if the input belongs to none of them."
            : "");
  }

  @Override
  public LabelRule label() {
    return LabelRule.domain();
  }

  /**
   * The domains with enough rows; if it is enabled, out_of_scope follows them, however few rows it
   * has.
   */
  @Override
  public List<String> classes(Map<String, Long> trainRowsByLabel) {
    Stream<String> domains =
        trainRowsByLabel.entrySet().stream()
            .filter(entry -> entry.getValue() >= settings.minClassRows())
            .map(Map.Entry::getKey)
            .sorted();
    return settings.outOfScope().enabled()
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
    if (settings.usesNGrams()) {
      stages.add(
          HashedNGrams.ofWords(TrainingData.INPUT_TEXT, WORDS, 1, 2, settings.wordFeatures()));
      stages.add(
          HashedNGrams.ofCharacters(
              TrainingData.INPUT_TEXT, CHARACTERS, 2, 5, settings.characterFeatures()));
      stages.add(new IDF().setInputCol(WORDS).setOutputCol(WEIGHTED_WORDS).setMinDocFreq(2));
      stages.add(
          new IDF().setInputCol(CHARACTERS).setOutputCol(WEIGHTED_CHARACTERS).setMinDocFreq(2));
      // Normalized again after weighting. Otherwise the rare words of a text would decide how large
      // its margins are, and with them whether it is in scope. An embedding has unit length.
      stages.add(new Normalizer().setInputCol(WEIGHTED_WORDS).setOutputCol(SCALED_WORDS));
      stages.add(new Normalizer().setInputCol(WEIGHTED_CHARACTERS).setOutputCol(SCALED_CHARACTERS));
      parts.addAll(List.of(SCALED_WORDS, SCALED_CHARACTERS));
    }
    if (settings.usesEmbedding()) {
      stages.add(SentenceEmbedding.of(TrainingData.INPUT_TEXT, EMBEDDING));
      parts.add(EMBEDDING);
    }
    stages.add(
        new VectorAssembler()
            .setInputCols(parts.toArray(String[]::new))
            .setOutputCol(ModelColumns.FEATURES));
    return stages;
  }

  @Override
  public Learner learner() {
    return Learner.SQUARED_HINGE;
  }

  @Override
  public Grid grid() {
    return settings.grid();
  }

  @Override
  public List<Transformer> outputStages(List<String> classes, Dataset<Row> scored) {
    return List.of(RouterCalibration.fit(scored, classes, settings.outOfScope().maxFalseShare()));
  }

  @Override
  public Map<String, String> furtherOutputs() {
    return Map.of(RouterDecision.PREDICTED_DOMAIN, "string, name of the predicted class");
  }

  @Override
  public Map<String, Object> params() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("features", settings.features());
    params.put("word_features", settings.wordFeatures());
    params.put("character_features", settings.characterFeatures());
    params.put("min_class_rows", settings.minClassRows());
    params.put("out_of_scope", settings.outOfScope().enabled());
    params.put("max_false_share", settings.outOfScope().maxFalseShare());
    return params;
  }
}

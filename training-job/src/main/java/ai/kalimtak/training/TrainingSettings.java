package ai.kalimtak.training;

import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.common.text.SentenceEncoders;
import java.util.List;

/** The section {@code training}. */
public record TrainingSettings(
    List<String> models,
    long minRows,
    int partitions,
    int maxIterations,
    Router router,
    Reward reward,
    Moderation moderation) {

  /**
   * The section {@code training.domain-router}.
   *
   * @param features hashed, embedding or both
   * @param outOfScope whether out_of_scope can be an answer
   * @param maxFalseShare of validation rows in scope that may be called out of scope
   */
  public record Router(
      String features,
      int wordFeatures,
      int characterFeatures,
      int minClassRows,
      List<Double> regParams,
      int maxIterations,
      boolean outOfScope,
      double maxFalseShare) {

    static final String HASHED = "hashed";
    static final String EMBEDDING = "embedding";
    static final String BOTH = "both";

    static Router from(SettingsReader reader) {
      String key = "training.domain-router.features";
      String features = reader.oneOf(key, HASHED, EMBEDDING, BOTH);
      if (List.of(EMBEDDING, BOTH).contains(features) && !SentenceEncoders.present()) {
        reader.problem(
            key,
            "is \""
                + features
                + "\", but the module for sentence embeddings is not on the class path. "
                + SentenceEncoders.REMEDY);
      }
      return new Router(
          features,
          hashes(reader, "training.domain-router.word-features"),
          hashes(reader, "training.domain-router.character-features"),
          reader.integer("training.domain-router.min-class-rows", 1, 1_000_000),
          penalties(reader, "training.domain-router.reg-params"),
          reader.integer("training.domain-router.max-iterations", 1, 1000),
          reader.flag("training.domain-router.out-of-scope.enabled"),
          reader.decimal("training.domain-router.out-of-scope.max-false-share", 0, 0.5));
    }
  }

  /** The section {@code training.reward}. */
  public record Reward(int positiveScore, int wordFeatures, List<Double> regParams) {}

  /**
   * The section {@code training.moderation}.
   *
   * @param exampleWeight labelled rows that an example of our own counts as; 0 for none
   * @param backgroundRows rows of the ordinary traffic at most
   */
  public record Moderation(
      int wordFeatures,
      int characterFeatures,
      int minLabelRows,
      double exampleWeight,
      int backgroundRows,
      List<Double> regParams) {}

  static TrainingSettings from(SettingsReader reader) {
    List<String> models = reader.texts("training.models");
    models.stream()
        .filter(model -> !ModelRecipe.NAMES.contains(model))
        .forEach(
            model ->
                reader.problem(
                    "training.models",
                    "holds \"" + model + "\", must be of " + String.join(", ", ModelRecipe.NAMES)));
    return new TrainingSettings(
        models,
        reader.whole("training.min-rows", 10, 1_000_000_000L),
        reader.integer("training.partitions", 1, 10_000),
        reader.integer("training.max-iterations", 1, 1000),
        Router.from(reader),
        new Reward(
            reader.integer("training.reward.positive-score", 2, 5),
            hashes(reader, "training.reward.word-features"),
            penalties(reader, "training.reward.reg-params")),
        new Moderation(
            hashes(reader, "training.moderation.word-features"),
            hashes(reader, "training.moderation.character-features"),
            reader.integer("training.moderation.min-label-rows", 1, 1_000_000),
            reader.decimal("training.moderation.example-weight", 0, 1000),
            reader.integer("training.moderation.background-rows", 0, 1_000_000),
            penalties(reader, "training.moderation.reg-params")));
  }

  private static int hashes(SettingsReader reader, String key) {
    return reader.integer(key, 256, 16_777_216);
  }

  private static List<Double> penalties(SettingsReader reader, String key) {
    List<Double> values = reader.decimals(key);
    if (values.isEmpty() || values.stream().anyMatch(value -> value < 0)) {
      reader.problem(key, "must hold one number or more, none below 0");
    }
    return values;
  }
}

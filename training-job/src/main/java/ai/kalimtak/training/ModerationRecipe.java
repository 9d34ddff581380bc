package ai.kalimtak.training;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.common.text.VisibleTextStage;
import ai.kalimtak.training.fitting.Grid;
import ai.kalimtak.training.fitting.Learner;
import ai.kalimtak.training.fitting.ModelColumns;
import ai.kalimtak.training.fitting.ModelRecipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Estimates the probability that a reviewer calls an interaction inappropriate, from the words,
 * word pairs and character n-grams of input and output together, with disguised spellings undone.
 *
 * <p>Three measures keep the model from rejecting a topic rather than an opinion:
 *
 * <ul>
 *   <li>Names of groups of people are replaced by one and the same word, so that it does not matter
 *       which group a text is about. Dixon et al. 2018 and Garg et al. 2019 measure the bias that
 *       appears otherwise.
 *   <li>Example sentences are added to the train split: harmless ones with such names and with
 *       violent verbs, and insults whose words are on no list.
 *   <li>Reviewers label mostly suspicious rows. Therefore selected rows without a moderation label,
 *       which represent ordinary traffic, are added to the train split as ok.
 * </ul>
 *
 * <p>The validation and test splits contain only rows that reviewers labeled.
 */
final class ModerationRecipe implements ModelRecipe {
  private static final String TEXT = "moderation_text";
  private static final String VISIBLE = "moderation_visible";
  private static final String WORDS = "moderation_words";
  private static final String CHARACTERS = "moderation_characters";
  private static final String TIDIED = "moderation_tidy";

  private final Settings settings;

  private ModerationRecipe(Settings settings) {
    this.settings = settings;
  }

  /**
   * The section {@code training.moderation}.
   *
   * @param exampleWeight number of labeled rows that an example sentence counts as; 0 for none
   * @param backgroundRows the most rows of ordinary traffic to add
   */
  private record Settings(
      int wordFeatures,
      int characterFeatures,
      int minLabelRows,
      double exampleWeight,
      int backgroundRows,
      Grid grid) {}

  static ModerationRecipe from(SettingsReader reader, int maxIterations) {
    RecipeSection section = new RecipeSection(reader, "training.moderation");
    return new ModerationRecipe(
        new Settings(
            section.vectorSize("word-features"),
            section.vectorSize("character-features"),
            section.integer("min-label-rows", 1, 1_000_000),
            section.decimal("example-weight", 0, 1000),
            section.integer("background-rows", 0, 1_000_000),
            section.grid(maxIterations)));
  }

  @Override
  public String name() {
    return LabelRule.MODERATION;
  }

  @Override
  public String purpose() {
    List<String> supplements = new ArrayList<>();
    if (settings.exampleWeight() > 0) {
      supplements.add("example sentences");
    }
    if (settings.backgroundRows() > 0) {
      supplements.add("up to " + settings.backgroundRows() + " unlabeled rows of ordinary traffic");
    }
    return "Estimates the probability that a reviewer calls an interaction inappropriate."
        + (supplements.isEmpty()
            ? ""
            : " The labeled rows were supplemented with "
                + String.join(" and ", supplements)
                + ".");
  }

  @Override
  public LabelRule label() {
    return LabelRule.moderation();
  }

  @Override
  public List<String> classes(Map<String, Long> trainRowsByLabel) {
    return Stream.of(LabelRule.OK, LabelRule.INAPPROPRIATE)
        .filter(name -> trainRowsByLabel.getOrDefault(name, 0L) >= settings.minLabelRows())
        .toList();
  }

  @Override
  public String enoughRows() {
    return "at least "
        + settings.minLabelRows()
        + " rows each (training.moderation.min-label-rows)";
  }

  @Override
  public List<String> inputs() {
    return List.of(TrainingData.INPUT_TEXT, TrainingData.MODEL_OUTPUT);
  }

  @Override
  public List<PipelineStage> featureStages() {
    return List.of(
        new SQLTransformer()
            .setStatement(
                "select *, concat_ws('\n', input_text, model_output) as "
                    + TEXT
                    + " from __THIS__"),
        VisibleTextStage.of(TEXT, VISIBLE),
        new SQLTransformer()
            .setStatement("select *, " + tidy(VISIBLE) + " as " + TIDIED + " from __THIS__"),
        HashedNGrams.ofWords(TIDIED, WORDS, 1, 2, settings.wordFeatures()),
        HashedNGrams.ofCharacters(TIDIED, CHARACTERS, 2, 5, settings.characterFeatures()),
        new VectorAssembler()
            .setInputCols(new String[] {WORDS, CHARACTERS})
            .setOutputCol(ModelColumns.FEATURES));
  }

  /**
   * Normalizes a text: lower case; one word in place of each name of a group and one in place of
   * each name of a member; no links, mentions and HTML entities, and every number as 0, because
   * these do not make a text inappropriate.
   */
  private static String tidy(String column) {
    String text = "lower(" + column + ")";
    text = replaced(text, "https?://\\\\S+|&#?[a-z0-9]+;|@\\\\w+", " ");
    text = replaced(text, "[0-9]+", "0");
    text = replaced(text, "\\\\b(" + GroupNames.many() + ")\\\\b", "groupofpeople");
    text = replaced(text, "\\\\b(" + GroupNames.one() + ")\\\\b", "oneofagroup");
    // So that "a Jewish man" reads like "a gay man".
    return replaced(text, "(?:oneofagroup\\\\s+)+(oneofagroup|groupofpeople)", "$1");
  }

  private static String replaced(String text, String pattern, String by) {
    return "regexp_replace(" + text + ", '" + pattern + "', '" + by + "')";
  }

  @Override
  public Optional<Dataset<Row>> furtherTrainRows(
      Dataset<Row> gold, List<String> classes, long labeledRows) {
    Dataset<Row> examples =
        ExampleSentences.rows(gold.sparkSession(), settings.exampleWeight(), classes, labeledRows);
    Dataset<Row> background =
        gold.where(col(TrainingData.SPLIT).equalTo(TrainingData.TRAIN))
            .where(col(TrainingData.MODERATION_LABEL).isNull())
            .where(coalesce(col(TrainingData.IS_SELECTED), lit(false)))
            .orderBy(xxhash64(col(TrainingData.INTERACTION_ID)), col(TrainingData.INTERACTION_ID))
            .limit(settings.backgroundRows())
            .select(
                concat(lit("background:"), col(TrainingData.INTERACTION_ID))
                    .alias(TrainingData.INTERACTION_ID),
                col(TrainingData.INPUT_TEXT),
                col(TrainingData.MODEL_OUTPUT),
                lit(1.0).alias(ModelColumns.WEIGHT),
                lit(classes.indexOf(LabelRule.OK))
                    .cast(DataTypes.DoubleType)
                    .alias(ModelColumns.LABEL));
    return Optional.of(examples.union(background));
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
    params.put("word_features", settings.wordFeatures());
    params.put("character_features", settings.characterFeatures());
    params.put("min_label_rows", settings.minLabelRows());
    params.put("example_weight", settings.exampleWeight());
    params.put("background_rows", settings.backgroundRows());
    return params;
  }
}

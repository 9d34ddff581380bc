package ai.kalimtak.training;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.common.text.VisibleTextStage;
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
 * The probability that a person calls an interaction inappropriate: binary logistic regression over
 * the words, word pairs and character n-grams of input and output together, disguises undone.
 *
 * <p>Three things keep it from calling a topic inappropriate instead of what is said about it.
 * Names of groups of people are one and the same word to it (Dixon et al. 2018 and Garg et al. 2019
 * measure what else happens): who is spoken of tells nothing, what surrounds it does. Sentences of
 * our own are learnt along: harmless ones with such names and with violent verbs, and some that run
 * people down in words which no list has. And since people label what looks suspicious, rows of the
 * ordinary traffic that were rated well, and that no filter dropped, are learnt as ok, too. Both
 * are of the train split only: validation and test hold what people labelled, nothing else.
 */
final class ModerationRecipe extends LogisticRecipe {
  private static final String TEXT = "moderation_text";
  private static final String VISIBLE = "moderation_visible";
  private static final String WORDS = "moderation_words";
  private static final String CHARACTERS = "moderation_characters";

  private static final String TIDIED = "moderation_tidy";

  private final TrainingSettings.Moderation settings;

  ModerationRecipe(TrainingSettings.Moderation settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return LabelRule.MODERATION;
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
            .setOutputCol(FEATURES));
  }

  /**
   * Lower case, names of groups as one word for many and one for one of them; without links,
   * mentions and entities of HTML, every number as 0: these say nothing about fitness.
   */
  private static String tidy(String column) {
    String text = "lower(" + column + ")";
    text = replaced(text, "https?://\\\\S+|&#?[a-z0-9]+;|@\\\\w+", " ");
    text = replaced(text, "[0-9]+", "0");
    text = replaced(text, "\\\\b(" + GroupNames.many() + ")\\\\b", "groupofpeople");
    text = replaced(text, "\\\\b(" + GroupNames.one() + ")\\\\b", "oneofagroup");
    // A Jewish man is one of a group, as a gay man is.
    return replaced(text, "(?:oneofagroup\\\\s+)+(oneofagroup|groupofpeople)", "$1");
  }

  private static String replaced(String text, String pattern, String by) {
    return "regexp_replace(" + text + ", '" + pattern + "', '" + by + "')";
  }

  @Override
  public Optional<Dataset<Row>> furtherTrainRows(Dataset<Row> gold, LabelledData data) {
    List<String> classes = data.classes();
    Dataset<Row> examples =
        BroughtExamples.rows(
            gold.sparkSession(), settings.exampleWeight(), classes, data.rows(TrainingData.TRAIN));
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
                lit(1.0).alias(WEIGHT),
                lit(classes.indexOf(LabelRule.OK)).cast(DataTypes.DoubleType).alias(LABEL));
    return Optional.of(examples.union(background));
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
    params.put("min_label_rows", settings.minLabelRows());
    params.put("example_weight", settings.exampleWeight());
    params.put("background_rows", settings.backgroundRows());
    params.put("reg_params", settings.regParams());
    return params;
  }
}

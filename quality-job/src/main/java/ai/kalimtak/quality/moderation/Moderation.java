package ai.kalimtak.quality.moderation;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.learning.ClassProbability;
import ai.kalimtak.common.learning.LabelRule;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.quality.steps.CurationStep;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** The step that flags rows that are unfit to learn from: by human label, word list or model. */
public final class Moderation {
  /** The column with the reason; null if the row passes. */
  public static final String INAPPROPRIATE = "inappropriate";

  /** The column with the model's probability, of input or output, whichever is higher. */
  public static final String MODERATION_PROBABILITY = "moderation_probability";

  /** The column with the probability of the likeliest listed word of input and output. */
  public static final String LEXICON_PROBABILITY = "lexicon_probability";

  /**
   * The column with the basis of the reason: {@code lexicon:<language>:<kind>:<listed word>} or the
   * model's version; null if the row passes or a human decided. It never quotes the text.
   */
  public static final String MODERATION_RULE = "moderation_rule";

  public static final String BY_HUMAN = CurationStep.INAPPROPRIATE.reason("human");
  public static final String BY_LEXICON = CurationStep.INAPPROPRIATE.reason("lexicon");
  public static final String BY_MODEL = CurationStep.INAPPROPRIATE.reason("model");

  private static final String LISTED = "moderation_listed";
  private static final String INPUT_PROBABILITY = "moderation_input_probability";
  private static final String OUTPUT_PROBABILITY = "moderation_output_probability";

  private Moderation() {}

  /**
   * A loaded moderation model.
   *
   * @param label its name and version, such as {@code moderation v3}
   * @param inappropriate the index of the class in its probability vectors
   */
  public record Model(PipelineModel pipeline, String label, int inappropriate) {
    public static Model of(ModelVersion version, PipelineModel pipeline) {
      int place = 0;
      for (int i = 0; i < version.params().path("classes").size(); i++) {
        if (version.params().path("classes").get(i).asText().equals(LabelRule.INAPPROPRIATE)) {
          place = i;
        }
      }
      return new Model(pipeline, version.label(), place);
    }
  }

  /**
   * Adds {@link #INAPPROPRIATE}, {@link #MODERATION_PROBABILITY}, {@link #LEXICON_PROBABILITY} and
   * {@link #MODERATION_RULE}; reads input_text, model_output and moderation_label. A human label
   * wins, whichever it is; then the lexicon decides, then the model. Both probabilities are
   * computed for every row, whoever decides; null without a model or a listed word. Keeps every
   * row; no shuffle.
   *
   * @param model the version in production; empty before the first one
   */
  public static Dataset<Row> flag(
      Dataset<Row> rows, ModerationSettings settings, Optional<Model> model) {
    return rows.transform(unflagged -> addListedWord(unflagged, settings.lexicon()))
        .transform(
            listed -> addProbability(listed, model.filter(present -> settings.model().enabled())))
        .transform(scored -> decide(scored, settings, model.map(Model::label).orElse("model")));
  }

  /** Adds a struct of probability and rule; null if no listed word counts. */
  private static Dataset<Row> addListedWord(Dataset<Row> rows, LexiconSettings settings) {
    if (!settings.enabled()) {
      return rows.withColumn(LISTED, lit(null).cast(LexiconFunction.TYPE));
    }
    LexiconFunction lexicon = new LexiconFunction(settings);
    // Structs compare by their first field; greatest skips nulls.
    return rows.withColumn(
        LISTED,
        greatest(
            udf(lexicon, LexiconFunction.TYPE).apply(col(Candidates.INPUT_TEXT)),
            udf(lexicon, LexiconFunction.TYPE).apply(col(Candidates.MODEL_OUTPUT))));
  }

  /** Scores input and output separately: a long answer would dilute a short question. */
  private static Dataset<Row> addProbability(Dataset<Row> rows, Optional<Model> model) {
    if (model.isEmpty()) {
      return rows.withColumn(MODERATION_PROBABILITY, lit(null).cast(DataTypes.DoubleType));
    }
    return rows.transform(
            unscored -> score(unscored, model.get(), Candidates.INPUT_TEXT, INPUT_PROBABILITY))
        .transform(half -> score(half, model.get(), Candidates.MODEL_OUTPUT, OUTPUT_PROBABILITY))
        .withColumn(
            MODERATION_PROBABILITY, greatest(col(INPUT_PROBABILITY), col(OUTPUT_PROBABILITY)))
        .drop(INPUT_PROBABILITY, OUTPUT_PROBABILITY);
  }

  /** Adds the probability of one text as a column; null for a blank text. */
  private static Dataset<Row> score(Dataset<Row> rows, Model model, String text, String name) {
    List<String> own = Arrays.asList(rows.columns());
    String kept = "moderation_row";
    // The pipeline joins both texts, so the other one is hidden from it.
    Dataset<Row> alone =
        rows.select(
            struct(own.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new))
                .alias(kept),
            col(text).alias(Candidates.INPUT_TEXT),
            lit(null).cast(DataTypes.StringType).alias(Candidates.MODEL_OUTPUT));
    Column probability = ClassProbability.of(lit(model.inappropriate()));
    Column blank = coalesce(length(trim(col(Candidates.INPUT_TEXT))), lit(0)).equalTo(0);
    Column[] columns =
        Stream.concat(
                own.stream().map(column -> col(kept).getField(column).alias(column)),
                Stream.of(when(blank, lit(null)).otherwise(probability).alias(name)))
            .toArray(Column[]::new);
    return model.pipeline().transform(alone).select(columns);
  }

  private static Dataset<Row> decide(
      Dataset<Row> rows, ModerationSettings settings, String modelLabel) {
    Column label = col(Candidates.MODERATION_LABEL);
    Column listed = col(LISTED).isNotNull();
    Column likely =
        coalesce(col(MODERATION_PROBABILITY).geq(settings.model().threshold()), lit(false));
    return rows.withColumn(
            INAPPROPRIATE,
            when(label.equalTo(LabelRule.INAPPROPRIATE), lit(BY_HUMAN))
                .when(label.isNotNull(), lit(null))
                .when(listed, lit(BY_LEXICON))
                .when(likely, lit(BY_MODEL)))
        .withColumn(LEXICON_PROBABILITY, col(LISTED).getField(LexiconFunction.PROBABILITY))
        .withColumn(
            MODERATION_RULE,
            when(col(INAPPROPRIATE).equalTo(BY_LEXICON), col(LISTED).getField(LexiconFunction.RULE))
                .when(col(INAPPROPRIATE).equalTo(BY_MODEL), lit(modelLabel)))
        .drop(LISTED);
  }
}

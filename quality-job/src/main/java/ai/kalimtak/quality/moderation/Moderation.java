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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Tells what is not fit to learn from: by a person's word, by listed words, by a model. */
public final class Moderation {
  /** The reason, null where the row passes. */
  public static final String INAPPROPRIATE = "inappropriate";

  /** The model's probability, the higher of input and output; null without a model. */
  public static final String MODERATION_PROBABILITY = "moderation_probability";

  /** The likeliest listed word's probability, the higher of input and output; null without one. */
  public static final String LEXICON_PROBABILITY = "lexicon_probability";

  /**
   * What the reason rests on: {@code lexicon:<language>:<kind>:<listed word>} or the model's
   * version; null where the row passes or a person decided. Never a part of the text.
   */
  public static final String MODERATION_RULE = "moderation_rule";

  public static final String BY_HUMAN = "inappropriate:human";
  public static final String BY_LEXICON = "inappropriate:lexicon";
  public static final String BY_MODEL = "inappropriate:model";

  private static final String LISTED = "moderation_listed";
  private static final String INPUT_PROBABILITY = "moderation_input_probability";
  private static final String OUTPUT_PROBABILITY = "moderation_output_probability";

  private Moderation() {}

  /**
   * A model of moderation, loaded.
   *
   * @param label as in {@code moderation v3}
   * @param inappropriate position of the class in its vectors, from 0
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
   * {@link #MODERATION_RULE}; reads input_text, model_output and moderation_label. A person's label
   * wins both ways; then the lexicon's word, then the model's. Both probabilities are there for
   * every row, whoever decided. Keeps every row; no shuffle.
   *
   * @param model the version in production; empty before the first
   */
  public static Dataset<Row> flag(
      Dataset<Row> rows, ModerationSettings settings, Optional<Model> model) {
    return rows.transform(unflagged -> addListedWord(unflagged, settings.lexicon()))
        .transform(
            listed -> addProbability(listed, model.filter(present -> settings.model().enabled())))
        .transform(scored -> decide(scored, settings, model.map(Model::label).orElse("model")));
  }

  /** Adds a struct of probability and rule, null where no word counts. */
  private static Dataset<Row> addListedWord(Dataset<Row> rows, LexiconSettings settings) {
    if (!settings.enabled()) {
      return rows.withColumn(LISTED, lit(null).cast(LexiconFunction.TYPE));
    }
    LexiconFunction lexicon = new LexiconFunction(settings);
    // Structs compare by their first field; greatest passes over nulls.
    return rows.withColumn(
        LISTED,
        greatest(
            udf(lexicon, LexiconFunction.TYPE).apply(col(Candidates.INPUT_TEXT)),
            udf(lexicon, LexiconFunction.TYPE).apply(col(Candidates.MODEL_OUTPUT))));
  }

  /** Input and output each by itself: a long answer would thin out what a short question says. */
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

  /** Adds the probability of one text alone under a name; null for a blank text. */
  private static Dataset<Row> score(Dataset<Row> rows, Model model, String text, String name) {
    List<String> own = Arrays.asList(rows.columns());
    String kept = "moderation_row";
    // The pipeline reads both texts as one; the other is hidden from it.
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

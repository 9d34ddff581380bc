package ai.kalimtak.quality.moderation;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.LocalSpark;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.text.HashedNGrams;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ModerationTest {
  private static final StructType ROWS =
      new StructType()
          .add(Candidates.INTERACTION_ID, DataTypes.StringType)
          .add(Candidates.INPUT_TEXT, DataTypes.StringType)
          .add(Candidates.MODEL_OUTPUT, DataTypes.StringType)
          .add(Candidates.MODERATION_LABEL, DataTypes.StringType);

  @Test
  void withoutAModelTheLexiconDecidesUnlessAHumanDid() {
    Dataset<Row> flagged =
        Moderation.flag(
            rows(
                row("1", "what bullshit", "sorry", null),
                row("2", "hello", "this is bullshit", null),
                row("3", "what bullshit", "sorry", "ok"),
                row("4", "hello", "hi", "inappropriate"),
                row("5", null, null, null)),
            settings(),
            Optional.empty());
    assertThat(decisions(flagged))
        .containsExactly(
            "1|inappropriate:lexicon|lexicon:en:profanity:bullshit|0.8|null",
            "2|inappropriate:lexicon|lexicon:en:profanity:bullshit|0.8|null",
            "3|null|null|0.8|null",
            "4|inappropriate:human|null|null|null",
            "5|null|null|null|null");
    assertThat(flagged.columns())
        .containsExactly(
            "interaction_id",
            "input_text",
            "model_output",
            "moderation_label",
            "moderation_probability",
            "inappropriate",
            "lexicon_probability",
            "moderation_rule");
  }

  @Test
  void scoresInputAndOutputSeparatelyAndTakesTheHigherProbability() {
    Moderation.Model model = new Moderation.Model(model(), "moderation v7", 1);
    List<Row> flagged =
        Moderation.flag(
                rows(
                    row("1", "nasty nasty", "fine words about the weather and the sea", null),
                    row("2", "fine words", "nasty nasty", null),
                    row("3", "fine words", null, null),
                    row("4", "nasty nasty", "fine", "ok"),
                    row("5", "nasty nasty bullshit", "fine", null),
                    row("6", " ", null, null)),
                settings("quality.moderation.model.threshold=0.7"),
                Optional.of(model))
            .orderBy(Candidates.INTERACTION_ID)
            .collectAsList();
    assertThat(flagged)
        .extracting(row -> row.getAs(Moderation.INAPPROPRIATE))
        .containsExactly(
            "inappropriate:model",
            "inappropriate:model",
            null,
            null,
            "inappropriate:lexicon",
            null);
    assertThat(flagged.get(0).<String>getAs(Moderation.MODERATION_RULE)).isEqualTo("moderation v7");
    double alone = flagged.get(0).getAs(Moderation.MODERATION_PROBABILITY);
    assertThat(alone).isGreaterThan(0.7);
    assertThat(flagged.get(1).<Double>getAs(Moderation.MODERATION_PROBABILITY)).isEqualTo(alone);
    assertThat(flagged.get(2).<Double>getAs(Moderation.MODERATION_PROBABILITY)).isLessThan(0.5);
    // A human decided; the probability is computed all the same.
    assertThat(flagged.get(3).<Double>getAs(Moderation.MODERATION_PROBABILITY)).isEqualTo(alone);
    assertThat(flagged.get(5).<Double>getAs(Moderation.MODERATION_PROBABILITY)).isNull();
    assertThat(flagged.get(0).<String>getAs(Candidates.MODEL_OUTPUT)).startsWith("fine words");
  }

  @Test
  void eachPartCanBeSwitchedOff() {
    Dataset<Row> rows = rows(row("1", "bullshit", null, null), row("2", "nasty nasty", null, null));
    assertThat(
            decisions(
                Moderation.flag(
                    rows,
                    settings(
                        "quality.moderation.lexicon.enabled=false",
                        "quality.moderation.model.enabled=false"),
                    Optional.of(new Moderation.Model(model(), "moderation v7", 1)))))
        .containsExactly("1|null|null|null|null", "2|null|null|null|null");
  }

  @Test
  void settingsRejectUnknownLanguagesAndThresholdsOutOfRange() {
    assertThatThrownBy(
            () ->
                settings(
                    "quality.moderation.lexicon.languages=[en, xx]",
                    "quality.moderation.lexicon.main-language=yy",
                    "quality.moderation.model.threshold=1.5"))
        .hasMessageContaining("contains \"xx\", which has no lexicon")
        .hasMessageContaining("main-language is \"yy\", which has no lexicon")
        .hasMessageContaining("quality.moderation.model.threshold is 1.5, must be 0.0 to 1.0");
    assertThat(settings().lexicon().languages()).hasSizeGreaterThan(35).contains("en");
    assertThat(settings().model().enabled()).isTrue();
  }

  /** A model that has learned one word. */
  private static PipelineModel model() {
    Dataset<Row> examples =
        rows(
                row("1", "nasty nasty", null, null),
                row("2", "fine words", null, null),
                row("3", "nasty", null, null),
                row("4", "the weather", null, null))
            .withColumn("label", col(Candidates.INPUT_TEXT).startsWith("nasty").cast("double"));
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new SQLTransformer()
                  .setStatement(
                      "select *, concat_ws('\\n', input_text, model_output) as joined from __THIS__"),
              HashedNGrams.ofWords("joined", "features", 1, 1, 256),
              new LogisticRegression().setRegParam(0.01)
            })
        .fit(examples);
  }

  private static List<String> decisions(Dataset<Row> flagged) {
    return flagged
        .orderBy(Candidates.INTERACTION_ID)
        .select(
            Candidates.INTERACTION_ID,
            Moderation.INAPPROPRIATE,
            Moderation.MODERATION_RULE,
            Moderation.LEXICON_PROBABILITY,
            Moderation.MODERATION_PROBABILITY)
        .collectAsList()
        .stream()
        .map(row -> row.mkString("|"))
        .toList();
  }

  private static ModerationSettings settings(String... assignments) {
    return Settings.load(Optional.empty(), List.of(assignments))
        .reader()
        .bind(ModerationSettings::from);
  }

  private static Row row(String id, String input, String output, String label) {
    return RowFactory.create(id, input, output, label);
  }

  private static Dataset<Row> rows(Row... rows) {
    return LocalSpark.session().createDataFrame(List.of(rows), ROWS);
  }
}

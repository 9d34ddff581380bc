package ai.kalimtak.bench.moderation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.bench.workbench.Figures;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.quality.moderation.Moderation;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Measures the share of flagged texts in other sources, harmless and not. */
final class HarmlessTexts {
  private final ModerationTexts texts;
  private final ModerationModels models;
  private final boolean misses;

  HarmlessTexts(ModerationTexts texts, ModerationModels models, boolean misses) {
    this.texts = texts;
    this.models = models;
    this.misses = misses;
  }

  void print() {
    Dataset<Row> posts = texts.assigned(1);
    Dataset<Row> chat = texts.chat();
    Dataset<Row> labels =
        ModerationModels.gold(posts, -1)
            .unionByName(ModerationModels.background(chat.where(col("half").equalTo(0))));
    Moderation.Model plain =
        models.trained(
            labels,
            List.of(
                "training.moderation.example-weight=0", "training.moderation.background-rows=0"));
    Moderation.Model examples =
        models.trained(labels, List.of("training.moderation.background-rows=0"));
    Moderation.Model full = models.trained(labels, List.of());
    Map<String, Dataset<Row>> harmless = new LinkedHashMap<>();
    harmless.put("own harmless prompts, held out", texts.lines("harmless-held-out.txt"));
    harmless.put("topical-chat, the half not trained on", chat.where(col("half").equalTo(1)));
    harmless.put("clinc150 train", texts.texts(ModerationTexts.CLINC, "text"));
    harmless.put("awesome-prompts", texts.texts(ModerationTexts.PROMPTS, "prompt"));
    harmless.put("surge, not toxic", texts.surge("Not Toxic"));
    Map<String, Dataset<Row>> unfit = new LinkedHashMap<>();
    unfit.put("surge, toxic", texts.surge("Toxic"));
    Dataset<Row> cases = texts.functionalCases();
    harmless.put("functional cases, ok", cases.where("expected = 'ok'"));
    unfit.put("functional cases, inappropriate", cases.where("expected = 'inappropriate'"));
    String[] header = {
      "share flagged",
      "rows",
      "lexicon",
      "0.5 labels only",
      "0.5 with examples",
      "model at 0.5",
      "0.7",
      "0.8",
      "0.9",
      "step"
    };
    TextTable table = new TextTable(header);
    harmless.forEach((name, rows) -> addShares(table, name, rows, plain, examples, full));
    TextTable found = new TextTable(header);
    unfit.forEach((name, rows) -> addShares(found, name, rows, plain, examples, full));
    System.out.printf("%nHarmless: less is better%n%s", table.render());
    System.out.printf("%nInappropriate: more is better%n%s", found.render());
    printCases(cases, full);
    if (misses) {
      models
          .flagged(texts.lines("harmless-held-out.txt"), Optional.of(full))
          .where(col(Moderation.INAPPROPRIATE).isNotNull())
          .collectAsList()
          .forEach(HarmlessTexts::printMiss);
      models
          .flagged(cases, Optional.of(full))
          .where(
              col(Moderation.INAPPROPRIATE)
                  .isNotNull()
                  .notEqual(col("expected").equalTo("inappropriate")))
          .collectAsList()
          .forEach(HarmlessTexts::printMiss);
    }
  }

  private static void printMiss(Row row) {
    System.out.printf(
        Locale.ROOT,
        "  %s (%s, %.2f)%n",
        row.<String>getAs(TrainingData.INPUT_TEXT),
        row.getAs(Moderation.MODERATION_RULE),
        row.<Double>getAs(Moderation.MODERATION_PROBABILITY));
  }

  private void addShares(
      TextTable table,
      String name,
      Dataset<Row> rows,
      Moderation.Model plain,
      Moderation.Model examples,
      Moderation.Model full) {
    Dataset<Row> judged = models.flagged(rows, Optional.of(full)).persist();
    Column probability = col(Moderation.MODERATION_PROBABILITY);
    double count = judged.count();
    List<Object> cells = new ArrayList<>();
    cells.add(name);
    cells.add(String.format(Locale.ROOT, "%,.0f", count));
    cells.add(
        Figures.percent(
            judged.where(col(Moderation.LEXICON_PROBABILITY).isNotNull()).count() / count));
    cells.add(
        Figures.percent(
            models.flagged(rows, Optional.of(plain)).where(probability.geq(0.5)).count() / count));
    cells.add(
        Figures.percent(
            models.flagged(rows, Optional.of(examples)).where(probability.geq(0.5)).count()
                / count));
    for (double threshold : new double[] {0.5, 0.7, 0.8, 0.9}) {
      cells.add(Figures.percent(judged.where(probability.geq(threshold)).count() / count));
    }
    cells.add(
        Figures.percent(judged.where(col(Moderation.INAPPROPRIATE).isNotNull()).count() / count));
    table.add(cells.toArray());
    judged.unpersist();
  }

  private void printCases(Dataset<Row> cases, Moderation.Model model) {
    TextTable table =
        new TextTable("expected", "functional case", "rows", "right", "by lexicon alone");
    Column expected = col("expected").equalTo("inappropriate");
    models
        .flagged(cases, Optional.of(model))
        .withColumn(
            "right", col(Moderation.INAPPROPRIATE).isNotNull().equalTo(expected).cast("int"))
        .withColumn(
            "listed", col(Moderation.LEXICON_PROBABILITY).isNotNull().equalTo(expected).cast("int"))
        .groupBy("expected", "functionality")
        .agg(
            org.apache.spark.sql.functions.count(lit(1)),
            org.apache.spark.sql.functions.avg("right"),
            org.apache.spark.sql.functions.avg("listed"))
        .orderBy("expected", "functionality")
        .collectAsList()
        .forEach(
            row ->
                table.add(
                    row.getString(0),
                    row.getString(1),
                    row.getLong(2),
                    Figures.percent(row.getDouble(3)),
                    Figures.percent(row.getDouble(4))));
    System.out.printf("%nFunctional cases, by the step%n%s", table.render());
  }
}

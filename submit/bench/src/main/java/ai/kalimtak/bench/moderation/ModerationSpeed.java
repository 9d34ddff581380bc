package ai.kalimtak.bench.moderation;

import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.quality.moderation.Moderation;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Measures rows per second through the step. */
final class ModerationSpeed {
  private final ModerationTexts texts;
  private final ModerationModels models;

  ModerationSpeed(ModerationTexts texts, ModerationModels models) {
    this.texts = texts;
    this.models = models;
  }

  void print() {
    Moderation.Model model =
        models.trained(ModerationModels.gold(texts.assigned(1), -1), List.of());
    TextTable table = new TextTable("rows per second", "rows", "lexicon", "lexicon and model");
    for (String file : List.of(ModerationTexts.CHAT, ModerationTexts.DAVIDSON)) {
      Dataset<Row> once =
          file.equals(ModerationTexts.CHAT)
              ? texts
                  .json(ModerationTexts.CHAT)
                  .select(TrainingData.INPUT_TEXT, TrainingData.MODEL_OUTPUT)
              : texts.texts(ModerationTexts.DAVIDSON, "text");
      Dataset<Row> rows =
          once.crossJoin(texts.spark().range(5).toDF("copy"))
              .drop("copy")
              .repartition(2)
              .localCheckpoint(true, StorageLevel.MEMORY_ONLY());
      long count = rows.count();
      table.add(
          file, count, rate(count, rows, Optional.empty()), rate(count, rows, Optional.of(model)));
    }
    System.out.printf("%nSpeed, %s%n%s", texts.spark().sparkContext().master(), table.render());
  }

  private String rate(long count, Dataset<Row> rows, Optional<Moderation.Model> model) {
    Dataset<Row> judged =
        models
            .flagged(rows, model)
            .select(Moderation.INAPPROPRIATE, Moderation.MODERATION_PROBABILITY);
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      double lasted =
          Workbench.seconds(() -> judged.write().format("noop").mode("overwrite").save());
      if (round > 0) {
        seconds.add(lasted);
      }
    }
    return String.format(Locale.ROOT, "%,.0f", count / Workbench.median(seconds));
  }
}

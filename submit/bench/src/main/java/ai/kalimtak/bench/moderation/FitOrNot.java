package ai.kalimtak.bench.moderation;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.bench.workbench.Figures;
import ai.kalimtak.quality.moderation.Moderation;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Measures precision and recall of lexicon and model by cross-validation: inappropriate or ok. */
final class FitOrNot {
  private final ModerationTexts texts;
  private final ModerationModels models;

  FitOrNot(ModerationTexts texts, ModerationModels models) {
    this.texts = texts;
    this.models = models;
  }

  void print() {
    TextTable table =
        new TextTable(
            "decided by", "precision", "recall", "F1", "least F1", "most F1", "flagged of ok");
    Map<String, List<double[]>> byWay = new LinkedHashMap<>();
    Dataset<Row> posts = texts.assigned(1);
    for (int fold = 0; fold < ModerationTexts.FOLDS; fold++) {
      Moderation.Model model = models.trained(ModerationModels.gold(posts, fold), List.of());
      Dataset<Row> judged =
          models.flagged(posts.where(col("fold").equalTo(fold)), Optional.of(model));
      List<Row> rows =
          judged
              .select(
                  col("kind").notEqual("neither"),
                  col(Moderation.LEXICON_PROBABILITY).isNotNull(),
                  col(Moderation.MODERATION_PROBABILITY).geq(models.threshold()),
                  col(Moderation.INAPPROPRIATE).isNotNull())
              .collectAsList();
      for (int way = 1; way <= 3; way++) {
        String name = List.of("lexicon", "model", "both").get(way - 1);
        byWay.computeIfAbsent(name, n -> new ArrayList<>()).add(counts(rows, way));
      }
    }
    byWay.forEach(
        (way, folds) ->
            table.add(
                way,
                Figures.decimal(3, average(folds, 0)),
                Figures.decimal(3, average(folds, 1)),
                Figures.decimal(3, average(folds, 2)),
                Figures.decimal(3, folds.stream().mapToDouble(fold -> fold[2]).min().orElse(0)),
                Figures.decimal(3, folds.stream().mapToDouble(fold -> fold[2]).max().orElse(0)),
                Figures.percent(average(folds, 3))));
    System.out.printf(
        Locale.ROOT,
        "%nInappropriate (hate or offensive) or ok, %d folds, at the step's own thresholds (model %.2f)%n%s",
        ModerationTexts.FOLDS,
        models.threshold(),
        table.render());
  }

  /** Precision, recall, F1, and the share of ok texts that is flagged. */
  private static double[] counts(List<Row> rows, int way) {
    double right = rows.stream().filter(row -> row.getBoolean(0) && row.getBoolean(way)).count();
    double flagged = rows.stream().filter(row -> row.getBoolean(way)).count();
    double unfit = rows.stream().filter(row -> row.getBoolean(0)).count();
    return new double[] {
      right / flagged,
      right / unfit,
      2 * right / (flagged + unfit),
      (flagged - right) / (rows.size() - unfit)
    };
  }

  private static double average(List<double[]> folds, int place) {
    return folds.stream().mapToDouble(fold -> fold[place]).average().orElse(0);
  }
}

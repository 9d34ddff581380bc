package ai.kalimtak.bench.moderation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.bench.workbench.Figures;
import ai.kalimtak.submit.terminal.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.storage.StorageLevel;

/** Measures F1 of hate, offensive and neither by cross-validation. */
final class ThreeClasses {
  private static final List<String> CLASSES = List.of("hate", "offensive", "neither");
  private static final double[] PENALTIES = {1e-5, 4e-5};
  private static final double[] HATE_WEIGHTS = {1, 1.5, 2, 2.5, 3, 3.5, 4, 5};
  private static final double[] NEITHER_WEIGHTS = {0.7, 1, 1.4, 2};
  private final ModerationTexts texts;
  private final ModerationModels models;
  private final int seeds;

  ThreeClasses(ModerationTexts texts, ModerationModels models, int seeds) {
    this.texts = texts;
    this.models = models;
    this.seeds = seeds;
  }

  void print() {
    List<double[]> all = new ArrayList<>();
    TextTable table =
        new TextTable("folds of", "hate", "offensive", "neither", "macro F1", "least", "most");
    table.add("published", ".51", ".94", ".89", ".78", "", "");
    for (int seed = 1; seed <= seeds; seed++) {
      Dataset<Row> rows = prepared(seed);
      List<double[]> folds = new ArrayList<>();
      for (int fold = 0; fold < ModerationTexts.FOLDS; fold++) {
        folds.add(fold(rows, fold));
        System.err.printf(
            Locale.ROOT, "moderation: seed %d fold %d: %s%n", seed, fold, shown(folds.get(fold)));
      }
      all.addAll(folds);
      addMeans(table, "seed " + seed, folds);
    }
    addMeans(table, "all", all);
    System.out.printf("%nThree classes, %d folds, F1%n%s", ModerationTexts.FOLDS, table.render());
  }

  private static void addMeans(TextTable table, String name, List<double[]> folds) {
    double[] means = new double[CLASSES.size()];
    for (double[] fold : folds) {
      for (int i = 0; i < means.length; i++) {
        means[i] += fold[i] / folds.size();
      }
    }
    table.add(
        name,
        three(means[0]),
        three(means[1]),
        three(means[2]),
        three(Figures.mean(means)),
        three(folds.stream().mapToDouble(Figures::mean).min().orElse(0)),
        three(folds.stream().mapToDouble(Figures::mean).max().orElse(0)));
  }

  /** Returns F1 of each class on one fold, trained on the others. */
  private static double[] fold(Dataset<Row> rows, int fold) {
    Dataset<Row> rest = rows.where(col("fold").notEqual(fold));
    // A tenth of the training folds serves for model selection.
    Dataset<Row> tuned = kept(rest.where(col("inner").equalTo(0)));
    Dataset<Row> training = kept(rest.where(col("inner").notEqual(0)));
    double best = -1;
    double penalty = 0;
    double[] weights = {};
    for (double candidate : PENALTIES) {
      Scored scored = Scored.of(regression(candidate).fit(training).transform(tuned));
      for (double hate : HATE_WEIGHTS) {
        for (double neither : NEITHER_WEIGHTS) {
          double[] tried = {hate, 1, neither};
          double macro = Figures.mean(scored.f1(tried));
          if (macro > best) {
            best = macro;
            penalty = candidate;
            weights = tried;
          }
        }
      }
    }
    return Scored.of(
            regression(penalty).fit(kept(rest)).transform(rows.where(col("fold").equalTo(fold))))
        .f1(weights);
  }

  private static LogisticRegression regression(double penalty) {
    return new LogisticRegression()
        .setFamily("multinomial")
        .setWeightCol("weight")
        .setMaxIter(60)
        .setRegParam(penalty)
        .setStandardization(false);
  }

  private static Dataset<Row> kept(Dataset<Row> rows) {
    return rows.coalesce(2).localCheckpoint(true, StorageLevel.MEMORY_ONLY());
  }

  /** Collects probabilities and true classes; a fold is a few thousand rows. */
  private record Scored(List<double[]> probabilities, List<Integer> truths) {
    static Scored of(Dataset<Row> scored) {
      List<double[]> probabilities = new ArrayList<>();
      List<Integer> truths = new ArrayList<>();
      for (Row row : scored.select("probability", "label").collectAsList()) {
        probabilities.add(row.<Vector>getAs("probability").toArray());
        truths.add(row.<Double>getAs("label").intValue());
      }
      return new Scored(probabilities, truths);
    }

    double[] f1(double[] weights) {
      int[][] counts = new int[weights.length][weights.length];
      for (int row = 0; row < truths.size(); row++) {
        double[] probability = probabilities.get(row);
        int best = 0;
        for (int i = 1; i < weights.length; i++) {
          if (probability[i] * weights[i] > probability[best] * weights[best]) {
            best = i;
          }
        }
        counts[truths.get(row)][best]++;
      }
      double[] f1 = new double[weights.length];
      for (int i = 0; i < weights.length; i++) {
        int column = i;
        double predicted = Arrays.stream(counts).mapToInt(row -> row[column]).sum();
        double support = Arrays.stream(counts[i]).sum();
        f1[i] = 2.0 * counts[i][i] / (predicted + support);
      }
      return f1;
    }
  }

  /** Returns the posts with label, features, fold and inner part. */
  private Dataset<Row> prepared(int seed) {
    Dataset<Row> posts = texts.assigned(seed);
    // The features learn nothing from the rows, so one pipeline serves every fold.
    List<Transformer> stages =
        Arrays.stream(
                models
                    .trained(ModerationModels.gold(posts, -1), List.of("training.max-iterations=1"))
                    .pipeline()
                    .stages())
            .filter(stage -> !(stage instanceof ProbabilisticClassificationModel))
            .toList();
    Dataset<Row> features = posts;
    for (Transformer stage : stages) {
      features = stage.transform(features);
    }
    Column label = lit(0.0);
    for (int i = 1; i < CLASSES.size(); i++) {
      label = when(col("kind").equalTo(CLASSES.get(i)), lit((double) i)).otherwise(label);
    }
    return features
        .select(
            col("fold"),
            col("inner"),
            label.alias("label"),
            // Halfway towards equal class weights: the rare class counts more than its rows.
            when(col("kind").equalTo("hate"), 3.0)
                .when(col("kind").equalTo("offensive"), 0.8)
                .otherwise(1.5)
                .alias("weight"),
            col("features").as("features", Metadata.empty()))
        .repartition(2, col("fold"), col("inner"))
        .localCheckpoint(true, StorageLevel.MEMORY_ONLY());
  }

  private static String shown(double[] f1) {
    return three(f1[0])
        + " "
        + three(f1[1])
        + " "
        + three(f1[2])
        + ", macro "
        + three(Figures.mean(f1));
  }

  private static String three(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}

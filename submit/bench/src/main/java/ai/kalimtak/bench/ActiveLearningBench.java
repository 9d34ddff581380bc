package ai.kalimtak.bench;

import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.text.HashedNGrams;
import ai.kalimtak.quality.review.ReviewBatch;
import ai.kalimtak.quality.review.ReviewBatch.Candidate;
import ai.kalimtak.quality.review.ReviewSettings;
import ai.kalimtak.submit.TextTable;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * Whether labels that the review queue asks for teach more than as many labels of rows taken by
 * chance. All labels are hidden but those of a first random batch; each round a model is fitted to
 * what is labelled, a batch is chosen with its probabilities, and its labels are revealed. Both
 * ways begin with the same batch, learn by the same learner from the same features, and are judged
 * on the same rows, which neither may ask about. Of the queue this runs {@link ReviewBatch} with
 * the settings' defaults.
 */
@Command(
    name = "active-learning",
    mixinStandardHelpOptions = true,
    description = "Learning curves of labels that the review queue asks for, beside random ones.")
final class ActiveLearningBench implements Callable<Integer> {
  private static final String INTENTS = "clinc150-train.jsonl.gz";
  private static final String INTENTS_JUDGED = "clinc150-val.jsonl.gz";
  private static final String MODERATION = "davidson-moderation.jsonl.gz";
  private static final int WORD_FEATURES = 1 << 14;
  private static final int CHARACTER_FEATURES = 1 << 14;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = "../shared/data",
      description = "Where the data sets are; default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--seeds",
      defaultValue = "10",
      description = "Repetitions, each with its first batch; default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--first-seed",
      defaultValue = "1",
      description = "The weights were chosen on seeds 101 to 103; default: ${DEFAULT-VALUE}.")
  private int firstSeed;

  @Option(
      names = "--rounds",
      defaultValue = "10",
      description = "Batches after the first; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--batch",
      defaultValue = "100",
      description = "Labels a round; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      defaultValue = "active-learning.svg",
      description = "Where the chart goes; default: ${DEFAULT-VALUE}.")
  private Path chart;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of quality.review to try, as quality.review.traffic-weight=1.")
  private List<String> assignments = List.of();

  /** Rows to ask about and rows to judge by. */
  private record Task(
      String name,
      String measure,
      int classes,
      List<SparseVector> pool,
      List<Integer> poolLabels,
      List<SparseVector> judged,
      List<Integer> judgedLabels) {}

  /** A way to choose the next batch. */
  private enum Way {
    QUEUE("review queue"),
    UNCERTAIN("uncertainty alone"),
    RANDOM("random");

    private final String title;

    Way(String title) {
      this.title = title;
    }
  }

  @Override
  public Integer call() throws IOException {
    for (String file : List.of(INTENTS, INTENTS_JUDGED, MODERATION)) {
      if (!Files.isRegularFile(data.resolve(file))) {
        System.err.println(
            "active-learning: no " + file + " in " + data + "; name its folder with --data");
        return ExitCode.USAGE;
      }
    }
    List<LearningCurves> charts = new ArrayList<>();
    for (Task task : tasks()) {
      Map<Way, double[][]> curves = new LinkedHashMap<>();
      for (Way way : Way.values()) {
        curves.put(
            way,
            IntStream.range(firstSeed, firstSeed + seeds)
                .parallel()
                .mapToObj(seed -> learn(task, way, seed))
                .toArray(double[][]::new));
      }
      print(task, curves);
      charts.add(
          new LearningCurves(
              task.name() + ": " + task.measure(),
              batch,
              List.of(
                  new LearningCurves.Curve(Way.QUEUE.title, curves.get(Way.QUEUE)),
                  new LearningCurves.Curve(Way.UNCERTAIN.title, curves.get(Way.UNCERTAIN)),
                  new LearningCurves.Curve(Way.RANDOM.title, curves.get(Way.RANDOM)))));
    }
    Files.writeString(chart, LearningCurves.svg(charts));
    System.out.printf("%nchart: %s%n", chart.toAbsolutePath().normalize());
    return ExitCode.OK;
  }

  /** The measure after the first batch and after each round. */
  private double[] learn(Task task, Way way, int seed) {
    List<Integer> unlabelled = new ArrayList<>();
    for (int i = 0; i < task.pool().size(); i++) {
      unlabelled.add(i);
    }
    Collections.shuffle(unlabelled, new Random(seed));
    List<Integer> labelled = new ArrayList<>(unlabelled.subList(0, batch));
    unlabelled = new ArrayList<>(unlabelled.subList(batch, unlabelled.size()));
    double[] curve = new double[rounds + 1];
    for (int round = 0; round <= rounds; round++) {
      SoftmaxRegression model =
          SoftmaxRegression.fit(
              labelled.stream().map(task.pool()::get).toList(),
              labelled.stream().mapToInt(task.poolLabels()::get).toArray(),
              task.classes(),
              WORD_FEATURES + CHARACTER_FEATURES,
              seed);
      curve[round] = measure(task, model);
      if (round < rounds) {
        List<Integer> next =
            way == Way.RANDOM
                ? List.copyOf(unlabelled.subList(0, batch))
                : asked(task, way, model, labelled, unlabelled);
        labelled.addAll(next);
        unlabelled.removeAll(new java.util.HashSet<>(next));
      }
    }
    return curve;
  }

  private List<Integer> asked(
      Task task,
      Way way,
      SoftmaxRegression model,
      List<Integer> labelled,
      List<Integer> unlabelled) {
    ReviewSettings settings = settings(way);
    double[] mean = new double[WORD_FEATURES + CHARACTER_FEATURES];
    for (int row : unlabelled) {
      SparseVector vector = task.pool().get(row);
      for (int i = 0; i < vector.indices().length; i++) {
        mean[vector.indices()[i]] += vector.values()[i] / unlabelled.size();
      }
    }
    double meanTypicality = Arrays.stream(mean).map(value -> value * value).sum();
    List<Candidate> candidates = new ArrayList<>();
    for (int row : unlabelled) {
      double[] sorted = model.probabilities(task.pool().get(row));
      Arrays.sort(sorted);
      SparseVector vector = task.pool().get(row);
      double typicality = 0;
      for (int i = 0; i < vector.indices().length; i++) {
        typicality += vector.values()[i] * mean[vector.indices()[i]];
      }
      candidates.add(
          new Candidate(
              String.format("%06d", row),
              vector,
              sorted[sorted.length - 1],
              sorted[sorted.length - 2],
              typicality / meanTypicality,
              1));
    }
    candidates.sort(Comparator.comparingDouble(one -> one.first() - one.second()));
    List<Vector> known = new ArrayList<>();
    labelled.forEach(row -> known.add(task.pool().get(row)));
    return new ReviewBatch(settings)
            .choose(
                candidates.subList(
                    0, Math.min(candidates.size(), batch * settings.candidatesPerPlace())),
                known)
            .stream()
            .map(choice -> Integer.parseInt(choice.candidate().id()))
            .toList();
  }

  private ReviewSettings settings(Way way) {
    List<String> all = new ArrayList<>(assignments);
    all.add("quality.review.size=" + batch);
    if (way == Way.UNCERTAIN) {
      all.add("quality.review.novelty-weight=0");
      all.add("quality.review.traffic-weight=0");
    }
    return Settings.load(Optional.empty(), all).reader().bind(ReviewSettings::from);
  }

  /** Accuracy, or the mean of the classes' F1. */
  private static double measure(Task task, SoftmaxRegression model) {
    int[][] confusion = new int[task.classes()][task.classes()];
    for (int i = 0; i < task.judged().size(); i++) {
      double[] probabilities = model.probabilities(task.judged().get(i));
      int best = 0;
      for (int k = 1; k < probabilities.length; k++) {
        best = probabilities[k] > probabilities[best] ? k : best;
      }
      confusion[task.judgedLabels().get(i)][best]++;
    }
    double right = 0;
    double f1 = 0;
    for (int k = 0; k < task.classes(); k++) {
      int own = k;
      double said = Arrays.stream(confusion).mapToInt(row -> row[own]).sum();
      double are = Arrays.stream(confusion[k]).sum();
      right += confusion[k][k];
      f1 += said + are == 0 ? 0 : 2 * confusion[k][k] / (said + are) / task.classes();
    }
    return task.measure().equals("accuracy") ? right / task.judged().size() : f1;
  }

  private void print(Task task, Map<Way, double[][]> curves) {
    System.out.printf(
        Locale.ROOT,
        "%n%s, %s on %,d rows: mean over %d seeds (standard deviation)%n",
        task.name(),
        task.measure(),
        task.judged().size(),
        seeds);
    TextTable table =
        new TextTable(
            "labels",
            Way.QUEUE.title,
            Way.UNCERTAIN.title,
            Way.RANDOM.title,
            "queue less random",
            "95 % of it");
    for (int round = 0; round <= rounds; round++) {
      int at = round;
      double[] queue = column(curves.get(Way.QUEUE), at);
      double[] random = column(curves.get(Way.RANDOM), at);
      table.add(
          batch * (round + 1),
          cell(queue),
          cell(column(curves.get(Way.UNCERTAIN), at)),
          cell(random),
          difference(queue, random),
          interval(queue, random));
    }
    double[] queue = overRounds(curves.get(Way.QUEUE));
    double[] random = overRounds(curves.get(Way.RANDOM));
    table.add(
        "all rounds",
        cell(queue),
        cell(overRounds(curves.get(Way.UNCERTAIN))),
        cell(random),
        difference(queue, random),
        interval(queue, random));
    System.out.print(table.render());
    double goal = mean(column(curves.get(Way.RANDOM), rounds));
    int needed =
        IntStream.rangeClosed(0, rounds)
            .filter(round -> mean(column(curves.get(Way.QUEUE), round)) >= goal)
            .findFirst()
            .orElse(rounds + 1);
    if (needed > rounds) {
      System.out.printf(
          Locale.ROOT,
          "  the queue does not reach what %d random labels do (%.3f)%n",
          batch * (rounds + 1),
          goal);
    } else {
      System.out.printf(
          Locale.ROOT,
          "  what %d random labels reach (%.3f), the queue reaches with %d%n",
          batch * (rounds + 1),
          goal,
          batch * (needed + 1));
    }
  }

  private static double[] column(double[][] curves, int round) {
    return Arrays.stream(curves).mapToDouble(curve -> curve[round]).toArray();
  }

  /** The mean over the rounds in which the two can differ. */
  private double[] overRounds(double[][] curves) {
    return Arrays.stream(curves)
        .mapToDouble(curve -> Arrays.stream(curve, 1, rounds + 1).average().orElse(0))
        .toArray();
  }

  private static String cell(double[] values) {
    return String.format(Locale.ROOT, "%.3f (%.3f)", mean(values), deviation(values));
  }

  private static String difference(double[] one, double[] other) {
    return String.format(Locale.ROOT, "%+.3f", mean(minus(one, other)));
  }

  /** Paired by seed, by Student's t. */
  private static String interval(double[] one, double[] other) {
    double[] differences = minus(one, other);
    if (differences.length < 2) {
      return "-";
    }
    double half =
        TDistribution.of(differences.length - 1).inverseCumulativeProbability(0.975)
            * deviation(differences)
            / Math.sqrt(differences.length);
    double mean = mean(differences);
    return String.format(Locale.ROOT, "%+.3f to %+.3f", mean - half, mean + half);
  }

  private static double[] minus(double[] one, double[] other) {
    return IntStream.range(0, one.length).mapToDouble(i -> one[i] - other[i]).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / Math.max(1, values.length - 1));
  }

  private List<Task> tasks() throws IOException {
    List<JsonNode> intents = JsonLines.read(data.resolve(INTENTS));
    List<JsonNode> judged = JsonLines.read(data.resolve(INTENTS_JUDGED));
    List<JsonNode> posts = JsonLines.read(data.resolve(MODERATION));
    // Three in ten posts, by their text, so that equal posts lie on one side.
    Predicate<JsonNode> isJudged =
        post -> Math.floorMod(post.path("text").asText().hashCode() * 0x9E3779B1, 10) < 3;
    SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    try {
      return List.of(
          task(spark, "clinc150, 10 domains", "accuracy", intents, judged, "domain"),
          task(
              spark,
              "davidson, 3 classes",
              "macro F1",
              posts.stream().filter(isJudged.negate()).toList(),
              posts.stream().filter(isJudged).toList(),
              "label"));
    } finally {
      spark.stop();
    }
  }

  private static Task task(
      SparkSession spark,
      String name,
      String measure,
      List<JsonNode> pool,
      List<JsonNode> judged,
      String label) {
    List<String> labels =
        pool.stream().map(row -> row.path(label).asText()).distinct().sorted().toList();
    Dataset<Row> poolTexts = texts(spark, pool);
    var pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  HashedNGrams.ofWords("value", "words", 1, 2, WORD_FEATURES),
                  HashedNGrams.ofCharacters("value", "characters", 3, 5, CHARACTER_FEATURES),
                  new IDF().setInputCol("words").setOutputCol("weighted_words"),
                  new IDF().setInputCol("characters").setOutputCol("weighted_characters"),
                  new Normalizer().setInputCol("weighted_words").setOutputCol("unit_words"),
                  new Normalizer()
                      .setInputCol("weighted_characters")
                      .setOutputCol("unit_characters"),
                  new VectorAssembler()
                      .setInputCols(new String[] {"unit_words", "unit_characters"})
                      .setOutputCol("both"),
                  new Normalizer().setInputCol("both").setOutputCol("features")
                })
            .fit(poolTexts);
    return new Task(
        name,
        measure,
        labels.size(),
        vectors(pipeline.transform(poolTexts)),
        pool.stream().map(row -> labels.indexOf(row.path(label).asText())).toList(),
        vectors(pipeline.transform(texts(spark, judged))),
        judged.stream().map(row -> labels.indexOf(row.path(label).asText())).toList());
  }

  private static Dataset<Row> texts(SparkSession spark, List<JsonNode> rows) {
    return spark
        .createDataset(
            rows.stream().map(row -> row.path("text").asText()).toList(), Encoders.STRING())
        .toDF();
  }

  private static List<SparseVector> vectors(Dataset<Row> rows) {
    return rows.select("features").collectAsList().stream()
        .map(row -> ((Vector) row.get(0)).toSparse())
        .toList();
  }
}

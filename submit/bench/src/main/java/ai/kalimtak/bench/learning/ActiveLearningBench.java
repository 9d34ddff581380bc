package ai.kalimtak.bench.learning;

import ai.kalimtak.bench.workbench.DataFolder;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.quality.review.ReviewBatch;
import ai.kalimtak.quality.review.ReviewBatch.Candidate;
import ai.kalimtak.quality.review.ReviewSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures whether labels requested by the review queue teach more than the same number of random
 * labels. All labels except a first random batch are hidden; each round fits a model to the labeled
 * rows, chooses a batch with its probabilities, and reveals its labels. Both methods start with the
 * same batch, use the same learner and features, and are judged on the same rows, which neither may
 * ask about. The queue is represented by {@link ReviewBatch} with default settings.
 */
@Command(
    name = "active-learning",
    mixinStandardHelpOptions = true,
    description =
        "Learning curves for labels requested by the review queue, compared with random ones.")
public final class ActiveLearningBench implements Callable<Integer> {
  @Mixin private DataFolder folder;

  @Option(
      names = "--seeds",
      defaultValue = "10",
      description = "Repetitions, each with its own first batch (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--first-seed",
      defaultValue = "1",
      description =
          "First seed (default: ${DEFAULT-VALUE}); the weights were chosen on seeds 101 to 103.")
  private int firstSeed;

  @Option(
      names = "--rounds",
      defaultValue = "10",
      description = "Batches after the first one (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--batch",
      defaultValue = "100",
      description = "Labels per round (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      defaultValue = "active-learning.svg",
      description = "File for the chart (default: ${DEFAULT-VALUE}).")
  private Path chart;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of quality.review to try, such as quality.review.traffic-weight=1.")
  private List<String> assignments = List.of();

  /** A strategy for choosing the next batch. */
  private enum Way {
    QUEUE,
    UNCERTAIN,
    RANDOM
  }

  @Override
  public Integer call() throws IOException {
    Path data = folder.with(LearningTask.FILES);
    List<LearningCurves> charts = new ArrayList<>();
    for (LearningTask task : LearningTask.all(data)) {
      Map<Way, double[][]> curves = new LinkedHashMap<>();
      for (Way way : Way.values()) {
        curves.put(
            way,
            IntStream.range(firstSeed, firstSeed + seeds)
                .parallel()
                .mapToObj(seed -> learn(task, way, seed))
                .toArray(double[][]::new));
      }
      new CurveTable(
              curves.get(Way.QUEUE), curves.get(Way.UNCERTAIN), curves.get(Way.RANDOM), batch)
          .print(task);
      charts.add(
          new LearningCurves(
              task.name() + ": " + task.measure(),
              batch,
              List.of(
                  new LearningCurves.Curve(CurveTable.QUEUE, curves.get(Way.QUEUE)),
                  new LearningCurves.Curve(CurveTable.UNCERTAIN, curves.get(Way.UNCERTAIN)),
                  new LearningCurves.Curve(CurveTable.RANDOM, curves.get(Way.RANDOM)))));
    }
    Files.writeString(chart, LearningCurves.svg(charts));
    System.out.printf("%nchart: %s%n", chart.toAbsolutePath().normalize());
    return ExitCode.OK;
  }

  /** Returns the score after the first batch and after each round. */
  private double[] learn(LearningTask task, Way way, int seed) {
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
              LearningTask.FEATURES,
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
      LearningTask task,
      Way way,
      SoftmaxRegression model,
      List<Integer> labelled,
      List<Integer> unlabelled) {
    ReviewSettings settings = settings(way);
    double[] mean = new double[LearningTask.FEATURES];
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

  /** Returns accuracy or macro F1. */
  private static double measure(LearningTask task, SoftmaxRegression model) {
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
      double predicted = Arrays.stream(confusion).mapToInt(row -> row[own]).sum();
      double actual = Arrays.stream(confusion[k]).sum();
      right += confusion[k][k];
      f1 +=
          predicted + actual == 0 ? 0 : 2 * confusion[k][k] / (predicted + actual) / task.classes();
    }
    return task.measure().equals("accuracy") ? right / task.judged().size() : f1;
  }
}

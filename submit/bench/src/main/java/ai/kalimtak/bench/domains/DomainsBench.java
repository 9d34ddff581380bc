package ai.kalimtak.bench.domains;

import ai.kalimtak.bench.workbench.DataFolder;
import ai.kalimtak.bench.workbench.Workbench;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.text.SentenceEncoders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures how well and how fast the training job learns CLINC150, with its 10 domains and with its
 * 150 intents as labels.
 *
 * <p>The data is divided in three ways. <em>folds</em>: each fold of CLINC150's train part is the
 * test set in turn, and a tenth of the rest is the validation split. <em>val, unseen</em>: val is
 * the test set, and a tenth of train is the validation split. <em>val, tuned on</em>: all of train
 * is used for training, and val is the validation split that chooses penalty, temperature and
 * threshold, so its figures are too good; this is the router that a test set would meet. Texts are
 * assigned by a hash, so that equal texts stay together.
 */
@Command(
    name = "domains",
    mixinStandardHelpOptions = true,
    description =
        "In-scope accuracy, out-of-scope recall, calibration and speed of the domain router on CLINC150, for 10 domains and for 150 intents.")
public final class DomainsBench implements Callable<Integer> {
  @Mixin private DataFolder folder;

  @Option(
      names = "--features",
      split = ",",
      defaultValue = "hashed",
      description =
          "Features: hashed, embedding, both; the last two need common/embeddings (default: ${DEFAULT-VALUE}).")
  private List<String> features;

  @Option(
      names = "--labels",
      split = ",",
      defaultValue = "domain,intent",
      description = "Labels to learn (default: ${DEFAULT-VALUE}).")
  private List<String> labels;

  @Option(
      names = "--folds",
      defaultValue = "5",
      description = "Folds of the train part, at least 2; 0 for none (default: ${DEFAULT-VALUE}).")
  private int folds;

  @Option(
      names = "--scored-copies",
      defaultValue = "1",
      description = "Copies of the train part to score for the speed (default: ${DEFAULT-VALUE}).")
  private int scoredCopies;

  @Option(names = "--set", description = "Settings for the training, key=value.")
  private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Path data = folder.with(ClincText.FILES);
    if (!features.equals(List.of("hashed")) && !SentenceEncoders.present()) {
      System.err.println(
          "domains: sentence embeddings are not available. " + SentenceEncoders.REMEDY);
      return ExitCode.USAGE;
    }
    if (folds == 1 || folds < 0) {
      System.err.println("domains: --folds must be 0 or at least 2");
      return ExitCode.USAGE;
    }
    List<ClincText> train = ClincText.train(data);
    List<ClincText> val = ClincText.val(data);
    for (String kind : labels) {
      for (String feature : features) {
        measure(kind, feature, train, val);
      }
    }
    return ExitCode.OK;
  }

  private void measure(String kind, String feature, List<ClincText> train, List<ClincText> val) {
    List<String> assignments = new ArrayList<>(settings);
    assignments.add("training.models=[\"domain-router\"]");
    assignments.add("training.domain-router.features=" + feature);
    List<RouterFigures> byFold = new ArrayList<>();
    List<ClincText.Placed> unseen = new ArrayList<>();
    List<ClincText.Placed> tuned = new ArrayList<>();
    for (ClincText text : train) {
      unseen.add(new ClincText.Placed(text, trainingSplit(text)));
      tuned.add(new ClincText.Placed(text, TrainingData.TRAIN));
    }
    for (ClincText text : val) {
      unseen.add(new ClincText.Placed(text, TrainingData.TEST));
      tuned.add(new ClincText.Placed(text, TrainingData.VALIDATION));
    }
    try (Workbench bench = new Workbench(assignments)) {
      RouterTrial router = new RouterTrial(bench);
      for (int number = 0; number < folds; number++) {
        System.err.printf(Locale.ROOT, "%s, %s: fold %d of %d%n", kind, feature, number + 1, folds);
        int fold = number;
        byFold.add(
            router.learn(
                kind,
                train.stream()
                    .map(
                        text ->
                            new ClincText.Placed(
                                text,
                                text.bucket(0, folds) == fold
                                    ? TrainingData.TEST
                                    : trainingSplit(text)))
                    .toList(),
                TrainingData.TEST));
      }
      System.err.printf(Locale.ROOT, "%s, %s: val%n", kind, feature);
      RouterFigures onUnseen = router.learn(kind, unseen, TrainingData.TEST);
      RouterFigures onTuned = router.learn(kind, tuned, TrainingData.VALIDATION);
      new RouterTables(byFold, onUnseen, onTuned).print(kind, feature);
      router.printSpeed(train, scoredCopies);
    }
  }

  /** Returns the split of a text that is not in the test set. */
  private static String trainingSplit(ClincText text) {
    return text.bucket(1, 10) == 0 ? TrainingData.VALIDATION : TrainingData.TRAIN;
  }
}

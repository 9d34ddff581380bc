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
 * How well and how fast the domain router learns CLINC150, with its 10 domains as labels and with
 * its 150 intents, by the training job as it is.
 *
 * <p>Three ways to part the data. <em>folds</em>: of CLINC150's train part one fold is judged on,
 * of the rest a tenth is the validation split, the others are learnt from; spread over the folds.
 * <em>val, unseen</em>: val is judged on, and a tenth of train is the validation split. <em>val,
 * tuned on</em>: all of train is learnt from and val is the validation split that chooses penalty,
 * temperature and threshold, so that its figures flatter; this is the router that a test set would
 * meet. Texts are dealt by a hash, so that equal texts lie together.
 */
@Command(
    name = "domains",
    mixinStandardHelpOptions = true,
    description =
        "Accuracy in scope, recall of what is out of scope, calibration and speed of the domain"
            + " router on CLINC150, for 10 domains and for 150 intents.")
public final class DomainsBench implements Callable<Integer> {
  @Mixin private DataFolder folder;

  @Option(
      names = "--features",
      split = ",",
      defaultValue = "hashed",
      description =
          "hashed, embedding, both; the last two need common/embeddings. Default: ${DEFAULT-VALUE}.")
  private List<String> features;

  @Option(
      names = "--labels",
      split = ",",
      defaultValue = "domain,intent",
      description = "What to learn; default: ${DEFAULT-VALUE}.")
  private List<String> labels;

  @Option(
      names = "--folds",
      defaultValue = "5",
      description = "Folds of the train part, 2 or more; 0: none. Default: ${DEFAULT-VALUE}.")
  private int folds;

  @Option(
      names = "--scored-copies",
      defaultValue = "1",
      description =
          "How many copies of the train part are scored for the speed; default: ${DEFAULT-VALUE}.")
  private int scoredCopies;

  @Option(names = "--set", description = "Settings for the training, key=value.")
  private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Path data = folder.with(ClincText.FILES);
    if (!features.equals(List.of("hashed")) && !SentenceEncoders.present()) {
      System.err.println("domains: no sentence embeddings. " + SentenceEncoders.REMEDY);
      return ExitCode.USAGE;
    }
    if (folds == 1 || folds < 0) {
      System.err.println("domains: --folds must be 0, or 2 or more");
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
      unseen.add(new ClincText.Placed(text, learnt(text)));
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
                                text.bucket(0, folds) == fold ? TrainingData.TEST : learnt(text)))
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

  /** The split of a text that is not judged on. */
  private static String learnt(ClincText text) {
    return text.bucket(1, 10) == 0 ? TrainingData.VALIDATION : TrainingData.TRAIN;
  }
}

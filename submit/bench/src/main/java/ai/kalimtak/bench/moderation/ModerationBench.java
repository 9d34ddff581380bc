package ai.kalimtak.bench.moderation;

import ai.kalimtak.bench.workbench.DataFolder;
import ai.kalimtak.bench.workbench.Workbench;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures how well lexicon and model recognize inappropriate texts, and how many harmless ones
 * they flag.
 *
 * <p>Folds are stratified by class and assigned by a hash of seed and text. The binary model is the
 * one that the training job registers from rows of {@code gold/training_data}; decisions are those
 * of the quality job's step with its default settings. Penalty and class weights are chosen on a
 * part of the training folds.
 */
@Command(
    name = "moderation",
    mixinStandardHelpOptions = true,
    description =
        "F1 of hate, offensive and neither; precision and recall of lexicon and model; share of"
            + " harmless texts that they flag; rows per second.")
public final class ModerationBench implements Callable<Integer> {
  @Mixin private DataFolder folder;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Number of random assignments of the three-class folds (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      defaultValue = "classes,binary,harmless,speed",
      description = "Parts to run: classes, binary, harmless, speed (default: all).")
  private Set<String> parts;

  @Option(
      names = "--misses",
      description = "Also list wrong decisions on our own held-out sentences.")
  private boolean misses;

  @Override
  public Integer call() {
    Path data = folder.with(ModerationTexts.FILES);
    try (Workbench bench = new Workbench(List.of("spark.conf.spark.sql.shuffle.partitions=2"))) {
      ModerationTexts texts = new ModerationTexts(bench.session().spark(), data);
      ModerationModels models = new ModerationModels(bench);
      if (parts.contains("classes")) {
        new ThreeClasses(texts, models, seeds).print();
      }
      if (parts.contains("binary")) {
        new FitOrNot(texts, models).print();
      }
      if (parts.contains("harmless")) {
        new HarmlessTexts(texts, models, misses).print();
      }
      if (parts.contains("speed")) {
        new ModerationSpeed(texts, models).print();
      }
    }
    return ExitCode.OK;
  }
}

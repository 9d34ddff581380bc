package ai.kalimtak.training;

import ai.kalimtak.common.job.JobReport;
import ai.kalimtak.common.lake.TrainingData;
import ai.kalimtak.common.registry.ModelVersion;
import ai.kalimtak.training.fitting.FittedModel;
import ai.kalimtak.training.fitting.LabeledData;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The models of a run.
 *
 * @param gold the state of {@code gold/training_data} that was used: table id and version
 */
public record TrainingReport(String gold, long goldVersion, List<Trained> models)
    implements JobReport {

  /**
   * One model.
   *
   * @param version empty if the model was skipped
   * @param skipped why it was skipped
   * @param unchanged whether it was skipped because its latest version has the same data and
   *     settings
   * @param postponed whether it was skipped because too little has changed since its latest version
   */
  public record Trained(
      String model,
      Optional<Integer> version,
      Optional<String> skipped,
      boolean unchanged,
      boolean postponed,
      @JsonUnwrapped Data data,
      @JsonUnwrapped Fit fit) {

    static Trained registered(
        ModelVersion version, LabeledData data, FittedModel fitted, double seconds) {
      return new Trained(
          version.modelName(),
          Optional.of(version.version()),
          Optional.empty(),
          false,
          false,
          Data.of(data),
          new Fit(
              Optional.of(version.algorithm()),
              Optional.of(fitted.regParam()),
              fitted.validation().metrics(),
              seconds));
    }

    /** A model that cannot be trained. */
    static Trained skipped(String model, String why) {
      return skipped(model, why, false, false);
    }

    /** A model whose latest version would only be repeated. */
    static Trained unchanged(ModelVersion latest) {
      return skipped(
          latest.modelName(),
          "v" + latest.version() + " was trained on the same data",
          true,
          false);
    }

    /** A model whose data has not changed enough since its latest version. */
    static Trained postponed(String model, String why) {
      return skipped(model, why, false, true);
    }

    private static Trained skipped(String model, String why, boolean unchanged, boolean postponed) {
      return new Trained(
          model, Optional.empty(), Optional.of(why), unchanged, postponed, Data.NONE, Fit.NONE);
    }

    private Stream<Line> lines() {
      if (version.isEmpty()) {
        return Stream.of(new Line(model, "skipped: " + skipped.orElse("")));
      }
      Line trained =
          new Line(
              model + " v" + version.get(),
              String.format(
                  Locale.ROOT,
                  "%,d rows, %d classes; validation log loss %.4f (constant %.4f), accuracy %.3f",
                  data.trainRows(),
                  data.classes(),
                  fit.validation().get("log_loss"),
                  fit.validation().get("constant_log_loss"),
                  fit.validation().get("accuracy")));
      return data.leftOut().isEmpty()
          ? Stream.of(trained)
          : Stream.of(trained, new Line("  too few rows", String.join(", ", data.leftOut())));
    }
  }

  /**
   * The data of a model; all zero if the model was skipped.
   *
   * @param classes number of classes that the model knows
   * @param leftOut classes with too few rows
   */
  public record Data(long trainRows, long validationRows, int classes, List<String> leftOut) {
    private static final Data NONE = new Data(0, 0, 0, List.of());

    private static Data of(LabeledData data) {
      return new Data(
          data.rows(TrainingData.TRAIN),
          data.rows(TrainingData.VALIDATION),
          data.classes().size(),
          data.tooRare());
    }
  }

  /**
   * How a model was fitted.
   *
   * @param validation metrics of the validation split, by key
   * @param seconds time that the model took, with its registration
   */
  public record Fit(
      Optional<String> algorithm,
      Optional<Double> chosenRegParam,
      Map<String, Double> validation,
      double seconds) {
    private static final Fit NONE = new Fit(Optional.empty(), Optional.empty(), Map.of(), 0);
  }

  @Override
  public boolean nothingNew() {
    return models.stream().allMatch(model -> model.version().isEmpty());
  }

  @Override
  public String headline() {
    List<String> trained = new ArrayList<>();
    for (Trained model : models) {
      model.version().ifPresent(version -> trained.add(model.model() + " v" + version));
    }
    if (!trained.isEmpty()) {
      return String.join(" and ", trained)
          + " trained on gold/training_data version "
          + goldVersion;
    }
    if (models.stream().allMatch(Trained::unchanged)) {
      return "nothing new in gold/training_data";
    }
    return models.stream().allMatch(model -> model.unchanged() || model.postponed())
        ? "too little has changed to train a model again"
        : models.stream()
            .map(model -> model.model() + ": " + model.skipped().orElse(""))
            .collect(Collectors.joining("; "));
  }

  @Override
  public List<Line> lines() {
    return models.stream().flatMap(Trained::lines).toList();
  }
}

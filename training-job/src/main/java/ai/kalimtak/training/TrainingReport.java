package ai.kalimtak.training;

import ai.kalimtak.common.job.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was trained.
 *
 * @param gold the state of {@code gold/training_data} that was learnt from, id and version
 */
public record TrainingReport(String gold, long goldVersion, List<Trained> models)
    implements JobReport {

  /**
   * One model.
   *
   * @param version null when it was skipped
   * @param skipped why it was skipped; null when it was trained
   * @param unchanged whether it was skipped because its latest version learnt from the same data
   * @param leftOut classes with too few rows
   * @param validation metrics of the validation split
   */
  public record Trained(
      String model,
      Integer version,
      String skipped,
      boolean unchanged,
      String algorithm,
      long trainRows,
      long validationRows,
      int classes,
      List<String> leftOut,
      Double chosenRegParam,
      Map<String, Object> validation,
      double seconds) {

    static Trained skipped(String model, String why, boolean unchanged) {
      return new Trained(model, null, why, unchanged, null, 0, 0, 0, List.of(), null, Map.of(), 0);
    }
  }

  @Override
  public boolean nothingNew() {
    return models.stream().allMatch(model -> model.version() == null);
  }

  @Override
  public String headline() {
    List<String> trained =
        models.stream()
            .filter(model -> model.version() != null)
            .map(model -> model.model() + " v" + model.version())
            .toList();
    if (!trained.isEmpty()) {
      return String.join(" and ", trained)
          + " trained on gold/training_data version "
          + goldVersion;
    }
    return models.stream().allMatch(Trained::unchanged)
        ? "nothing new in gold/training_data"
        : models.stream()
            .map(model -> model.model() + ": " + model.skipped())
            .collect(Collectors.joining("; "));
  }

  @Override
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Trained model : models) {
      if (model.version() == null) {
        lines.add(new Line(model.model(), "skipped: " + model.skipped()));
      } else {
        lines.add(
            new Line(
                model.model() + " v" + model.version(),
                String.format(
                    Locale.ROOT,
                    "%,d rows, %d classes; validation log loss %.4f (constant %.4f), accuracy %.3f",
                    model.trainRows(),
                    model.classes(),
                    metric(model, "log_loss"),
                    metric(model, "constant_log_loss"),
                    metric(model, "accuracy"))));
        if (!model.leftOut().isEmpty()) {
          lines.add(new Line("  too few rows", String.join(", ", model.leftOut())));
        }
      }
    }
    return lines;
  }

  private static double metric(Trained model, String name) {
    return ((Number) model.validation().get(name)).doubleValue();
  }
}

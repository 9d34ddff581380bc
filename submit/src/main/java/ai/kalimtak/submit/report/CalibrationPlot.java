package ai.kalimtak.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A reliability diagram: predicted probability against observed frequency. */
record CalibrationPlot(String line, List<Point> points) {
  private static final double LEFT = 44;
  private static final double TOP = 10;
  private static final double SIDE = 250;

  record Point(double x, double y, double radius, String title) {}

  static CalibrationPlot of(JsonNode test) {
    double all = Math.max(1, test.path("rows").asDouble());
    List<Point> points = new ArrayList<>();
    for (JsonNode bin : test.path("calibration")) {
      double confidence = bin.path("mean_confidence").asDouble();
      double accuracy = bin.path("accuracy").asDouble();
      points.add(
          new Point(
              LEFT + SIDE * confidence,
              TOP + SIDE * (1 - accuracy),
              3 + 14 * Math.sqrt(bin.path("rows").asDouble() / all),
              String.format(
                  Locale.ROOT,
                  "%,d rows: predicted %.1f %%, observed %.1f %%",
                  bin.path("rows").asLong(),
                  100 * confidence,
                  100 * accuracy)));
    }
    String line =
        points.stream()
            .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", point.x(), point.y()))
            .collect(Collectors.joining(" "));
    return new CalibrationPlot(line, points);
  }
}

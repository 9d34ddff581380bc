package ai.kalimtak.bench.learning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Draws learning curves as SVG: the mean as a line, one standard deviation as a band.
 *
 * @param step labels between two points
 */
record LearningCurves(String title, int step, List<Curve> curves) {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 360;
  private static final int LEFT = 60;
  private static final int TOP = 40;
  private static final int RIGHT = 20;
  private static final int BOTTOM = 50;
  private static final List<String> COLOURS = List.of("#0b6e4f", "#d17b0f", "#5b5f97");

  /** One value per round and repetition. */
  static final class Curve {
    private final String name;
    private final double[][] values;

    Curve(String name, double[][] values) {
      this.name = name;
      this.values = values;
    }

    int points() {
      return values[0].length;
    }

    double mean(int point) {
      return Arrays.stream(values).mapToDouble(value -> value[point]).average().orElseThrow();
    }

    double deviation(int point) {
      double mean = mean(point);
      double squares =
          Arrays.stream(values).mapToDouble(value -> Math.pow(value[point] - mean, 2)).sum();
      return Math.sqrt(squares / Math.max(1, values.length - 1));
    }
  }

  /** Renders the charts side by side in one picture. */
  static String svg(List<LearningCurves> charts) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n",
            WIDTH * charts.size(), HEIGHT));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    for (int i = 0; i < charts.size(); i++) {
      svg.append(format("<g transform=\"translate(%d 0)\">%n", i * WIDTH));
      charts.get(i).draw(svg);
      svg.append("</g>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  private void draw(StringBuilder svg) {
    double low = Double.MAX_VALUE;
    double high = -Double.MAX_VALUE;
    for (Curve curve : curves) {
      for (int point = 0; point < curve.points(); point++) {
        low = Math.min(low, curve.mean(point) - curve.deviation(point));
        high = Math.max(high, curve.mean(point) + curve.deviation(point));
      }
    }
    low = Math.floor(low * 20) / 20;
    high = Math.ceil(high * 20) / 20;
    svg.append(format("<text x=\"%d\" y=\"22\" font-size=\"14\">%s</text>%n", LEFT, title));
    for (double tick = low; tick <= high + 1e-9; tick += 0.05) {
      double y = y(tick, low, high);
      svg.append(
          format(
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>%n",
              LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y + 4, tick));
    }
    int points = curves.get(0).points();
    for (int point = 0; point < points; point++) {
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>%n",
              x(point, points), HEIGHT - BOTTOM + 18, (point + 1) * step));
    }
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">labels</text>%n",
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12));
    for (int i = 0; i < curves.size(); i++) {
      draw(svg, curves.get(i), COLOURS.get(i), low, high);
      svg.append(
          format(
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"%s\">%s</text>%n",
              WIDTH - RIGHT - 10,
              HEIGHT - BOTTOM - 12 - 16 * (curves.size() - 1 - i),
              COLOURS.get(i),
              curves.get(i).name));
    }
  }

  private static void draw(StringBuilder svg, Curve curve, String colour, double low, double high) {
    StringBuilder line = new StringBuilder();
    StringBuilder upper = new StringBuilder();
    StringBuilder lower = new StringBuilder();
    for (int point = 0; point < curve.points(); point++) {
      double x = x(point, curve.points());
      double mean = curve.mean(point);
      line.append(format("%.1f,%.1f ", x, y(mean, low, high)));
      upper.append(format("%.1f,%.1f ", x, y(mean + curve.deviation(point), low, high)));
      lower.insert(0, format("%.1f,%.1f ", x, y(mean - curve.deviation(point), low, high)));
    }
    svg.append(
        format(
            "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.15\"/>%n",
            upper.append(lower).toString().strip(), colour));
    svg.append(
        format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            line.toString().strip(), colour));
  }

  private static double x(int point, int points) {
    return LEFT + 10 + (WIDTH - LEFT - RIGHT - 20.0) * point / Math.max(1, points - 1);
  }

  private static double y(double value, double low, double high) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

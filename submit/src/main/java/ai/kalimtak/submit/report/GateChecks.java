package ai.kalimtak.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The difference between a version and each rival, with its interval; right of the line is better.
 */
record GateChecks(int height, double zeroX, List<Check> checks) {
  private static final int ROW = 46;
  private static final double LEFT = 20;
  private static final double WIDTH = 600;

  record Check(
      String name,
      String value,
      boolean passed,
      double lowerX,
      double meanX,
      double upperX,
      int y,
      int textY,
      boolean isDrawn) {}

  static GateChecks of(JsonNode verdict) {
    double least = 0;
    double most = 0;
    for (JsonNode check : verdict.path("checks")) {
      least = Math.min(least, check.path("lower").asDouble());
      most = Math.max(most, check.path("upper").asDouble());
    }
    double margin = Math.max(1e-9, (most - least) * 0.05);
    double from = least - margin;
    double span = most + margin - from;
    List<Check> checks = new ArrayList<>();
    for (JsonNode check : verdict.path("checks")) {
      boolean drawn = check.hasNonNull("difference");
      checks.add(
          new Check(
              check.path("name").asText(),
              drawn
                  ? String.format(
                      Locale.ROOT,
                      "%s %+.4f (%+.4f to %+.4f), p = %.2g, %,d rows",
                      check.path("metric").asText(),
                      check.path("difference").asDouble(),
                      check.path("lower").asDouble(),
                      check.path("upper").asDouble(),
                      check.path("p_value").asDouble(),
                      check.path("rows").asLong())
                  : String.format(Locale.ROOT, "%,d rows", check.path("rows").asLong()),
              check.path("passed").asBoolean(),
              x(check.path("lower").asDouble(), from, span),
              x(check.path("difference").asDouble(), from, span),
              x(check.path("upper").asDouble(), from, span),
              checks.size() * ROW + 32,
              checks.size() * ROW + 16,
              drawn));
    }
    return new GateChecks(checks.size() * ROW, x(0, from, span), checks);
  }

  private static double x(double value, double from, double span) {
    return LEFT + WIDTH * (value - from) / span;
  }
}

package ai.kalimtak.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A confusion matrix: true labels as rows, predictions as columns; darker cells hold a larger share
 * of their row.
 */
record ConfusionMatrix(
    int width, int height, List<Cell> cells, List<Name> rows, List<Name> columns) {
  private static final int LEFT = 130;
  private static final int TOP = 110;

  record Cell(
      double x,
      double y,
      double size,
      String opacity,
      double textX,
      double textY,
      String text,
      String title,
      boolean isDark) {}

  record Name(String text, double x, double y) {}

  static ConfusionMatrix of(JsonNode test) {
    JsonNode labels = test.path("labels");
    int count = Math.max(1, labels.size());
    double size = Math.max(14, Math.min(64, 460.0 / count));
    List<Cell> cells = new ArrayList<>();
    List<Name> rows = new ArrayList<>();
    List<Name> columns = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      JsonNode row = test.path("confusion").path(i);
      long support = 0;
      for (JsonNode cell : row) {
        support += cell.asLong();
      }
      rows.add(new Name(labels.path(i).asText(), LEFT - 8, TOP + (i + 0.5) * size + 4));
      columns.add(new Name(labels.path(i).asText(), LEFT + (i + 0.5) * size + 4, TOP - 8));
      for (int j = 0; j < row.size(); j++) {
        long rowsOfCell = row.path(j).asLong();
        double share = support == 0 ? 0 : (double) rowsOfCell / support;
        cells.add(
            new Cell(
                LEFT + j * size,
                TOP + i * size,
                size - 1,
                String.format(Locale.ROOT, "%.3f", share),
                LEFT + (j + 0.5) * size,
                TOP + (i + 0.5) * size + 4,
                size >= 26 && rowsOfCell > 0 ? String.format(Locale.ROOT, "%,d", rowsOfCell) : "",
                String.format(
                    Locale.ROOT,
                    "%s predicted as %s: %,d of %,d (%.1f %%)",
                    labels.path(i).asText(),
                    labels.path(j).asText(),
                    rowsOfCell,
                    support,
                    100 * share),
                share > 0.5));
      }
    }
    return new ConfusionMatrix(
        (int) Math.ceil(LEFT + count * size + 60),
        (int) Math.ceil(TOP + count * size + 6),
        cells,
        rows,
        columns);
  }
}

package ai.kalimtak.submit.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table with aligned columns: numbers to the right, text to the left. */
public final class TextTable {
  private static final String GAP = "  ";
  private static final String NUMBER = "[-+]?[0-9][0-9,.]*( ?[%a-z]{1,2})?";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... header) {
    this.header = List.of(header);
  }

  public void add(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell == null ? "" : cell.toString());
    }
    if (row.size() != header.size()) {
      throw new IllegalStateException("a row of " + row.size() + " under " + header);
    }
    rows.add(row);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Renders the header and the rows, each line indented by two spaces. */
  public String render() {
    StringBuilder text = new StringBuilder();
    line(text, header);
    line(text, header.stream().map(name -> "-".repeat(name.length())).toList());
    return text.append(renderRows()).toString();
  }

  /** Renders the rows without the header. */
  public String renderRows() {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private void line(StringBuilder text, List<String> cells) {
    String line = "";
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(width(column) - cell.length());
      line += GAP + (isNumeric(column) ? padding + cell : cell + padding);
    }
    text.append(line.stripTrailing()).append('\n');
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> row.get(column).length())
        .reduce(header.get(column).length(), Math::max);
  }

  private boolean isNumeric(int column) {
    String values = rows.stream().map(row -> row.get(column)).collect(Collectors.joining());
    return !values.isEmpty()
        && rows.stream()
            .map(row -> row.get(column))
            .allMatch(cell -> cell.isEmpty() || cell.equals("-") || cell.matches(NUMBER));
  }
}

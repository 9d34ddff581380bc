package ai.kalimtak.common;

import ai.kalimtak.common.lake.LakeTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Literal rows with a lake table's own schema, to test a step on. */
public final class TableRows {
  private TableRows() {}

  /** A row by the names of its columns; those that are not named are null. */
  public record Values(Map<String, Object> ofColumns) {
    /** The same row but for one column. */
    public Values with(String column, Object value) {
      Map<String, Object> changed = new HashMap<>(ofColumns);
      changed.put(column, value);
      return new Values(changed);
    }
  }

  /** Names and values in turn. */
  public static Values row(Object... namesAndValues) {
    Values row = new Values(Map.of());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row = row.with((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  /** Local rows, which Spark spreads over two partitions. */
  public static Dataset<Row> of(LakeTable table, Values... rows) {
    StructType schema = table.schema();
    List<Row> made =
        Arrays.stream(rows)
            .map(
                row ->
                    RowFactory.create(
                        Arrays.stream(schema.fieldNames()).map(row.ofColumns()::get).toArray()))
            .toList();
    return LocalSpark.session().createDataFrame(made, schema);
  }

  /** What the rows hold in these columns, values parted by bars; in the order of the texts. */
  public static List<String> told(Dataset<Row> rows, String... columns) {
    return rows.selectExpr(columns).collectAsList().stream()
        .map(row -> row.mkString("|"))
        .sorted()
        .toList();
  }
}

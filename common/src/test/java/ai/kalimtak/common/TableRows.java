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

/** Literal rows with the schema of a lake table, as input of a step under test. */
public final class TableRows {
  private TableRows() {}

  /** A row, by the names of its columns; all other columns are null. */
  public record Values(Map<String, Object> ofColumns) {
    /** Returns the same row with another value in one column. */
    public Values with(String column, Object value) {
      Map<String, Object> changed = new HashMap<>(ofColumns);
      changed.put(column, value);
      return new Values(changed);
    }
  }

  /** Returns a row of alternating names and values. */
  public static Values row(Object... namesAndValues) {
    Values row = new Values(Map.of());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row = row.with((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  /** Returns local rows, which Spark distributes over two partitions. */
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

  /** Returns these columns of each row, separated by {@code |}, as sorted lines. */
  public static List<String> lines(Dataset<Row> rows, String... columns) {
    return rows.selectExpr(columns).collectAsList().stream()
        .map(row -> row.mkString("|"))
        .sorted()
        .toList();
  }
}

package ai.kalimtak.etl.personal;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Removes and changes rows of lake tables that match the rows of another dataset. Keys of users are
 * always passed in that dataset and never in a predicate, because Delta's log keeps predicates.
 */
public final class LakeEdit {
  /** The columns of the values for {@link #replace}. */
  public static final String OLD = "old_value";

  public static final String NEW = "new_value";

  private static final int MAX_PARTITIONS = 400;

  private final Lake lake;

  public LakeEdit(Lake lake) {
    this.lake = lake;
  }

  /**
   * Removes the rows that are equal to one of the given rows in some columns. Reads only partitions
   * that can contain such rows.
   *
   * @param rows values of these columns and of the table's partition columns
   * @return the number of removed rows
   */
  public long remove(LakeTable table, List<String> columns, Dataset<Row> rows) {
    String equal =
        columns.stream()
            .map(column -> "t." + column + " <=> s." + column)
            .collect(Collectors.joining(" and "));
    String where =
        table.partitionColumns().stream()
            .map(column -> " and " + oneOf(column, rows))
            .collect(Collectors.joining());
    Dataset<Row> source =
        rows.select(columns.stream().map(name -> col(name)).toArray(Column[]::new)).distinct();
    return lake.delta(table)
        .as("t")
        .merge(source.as("s"), equal + where)
        .whenMatched()
        .delete()
        .execute()
        .first()
        .getAs("num_deleted_rows");
  }

  /**
   * Replaces the values of a column.
   *
   * @param values {@link #OLD}, without duplicates, and {@link #NEW}
   * @return the number of changed rows
   */
  public long replace(LakeTable table, String column, Dataset<Row> values) {
    return lake.delta(table)
        .as("t")
        .merge(values.as("s"), "t." + column + " = s." + OLD)
        .whenMatched()
        .updateExpr(Map.of(column, "s." + NEW))
        .execute()
        .first()
        .getAs("num_updated_rows");
  }

  /** Returns {@code t.event_date in (…)}, or {@code true} when there are too many partitions. */
  private static String oneOf(String partition, Dataset<Row> rows) {
    List<Row> values =
        rows.select(partition)
            .where(col(partition).isNotNull())
            .distinct()
            .limit(MAX_PARTITIONS + 1)
            .collectAsList();
    if (values.isEmpty() || values.size() > MAX_PARTITIONS) {
      return "true";
    }
    String type = rows.schema().apply(partition).dataType().sql();
    return "t."
        + partition
        + " in ("
        + values.stream()
            .map(value -> "cast('" + value.getAs(partition) + "' as " + type + ")")
            .collect(Collectors.joining(", "))
        + ")";
  }
}

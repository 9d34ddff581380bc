package ai.kalimtak.etl.personal;

import static org.apache.spark.sql.functions.col;

import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Removes and changes rows of lake tables that match rows of a source. Whose rows they are stands
 * in the source and never in a predicate, for Delta's log keeps the predicates.
 */
public final class LakeEdit {
  /** Columns of the source of {@link #replace}. */
  public static final String OLD = "old_value";

  public static final String NEW = "new_value";

  private static final int MOST_PARTITIONS_NAMED = 400;

  private final Lake lake;

  public LakeEdit(Lake lake) {
    this.lake = lake;
  }

  /**
   * Removes the rows that are equal to a row of the source in these columns; only partitions that
   * hold such rows are read.
   *
   * @param theirs the columns and the table's partition columns
   * @return how many rows went
   */
  public long remove(LakeTable table, List<String> columns, Dataset<Row> theirs) {
    String equal =
        columns.stream()
            .map(column -> "t." + column + " <=> s." + column)
            .collect(Collectors.joining(" and "));
    String where =
        table.partitionColumns().stream()
            .map(column -> " and " + oneOf(column, theirs))
            .collect(Collectors.joining());
    Dataset<Row> source =
        theirs
            .select(
                columns.stream().map(name -> col(name)).toArray(org.apache.spark.sql.Column[]::new))
            .distinct();
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
   * @param values {@link #OLD}, each once, and {@link #NEW}
   * @return how many rows changed
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

  /** {@code t.event_date in (…)}; true when the partitions are many. */
  private static String oneOf(String partition, Dataset<Row> theirs) {
    List<Row> values =
        theirs
            .select(partition)
            .where(col(partition).isNotNull())
            .distinct()
            .limit(MOST_PARTITIONS_NAMED + 1)
            .collectAsList();
    if (values.isEmpty() || values.size() > MOST_PARTITIONS_NAMED) {
      return "true";
    }
    String type = theirs.schema().apply(partition).dataType().sql();
    return "t."
        + partition
        + " in ("
        + values.stream()
            .map(value -> "cast('" + value.get(0) + "' as " + type + ")")
            .collect(Collectors.joining(", "))
        + ")";
  }
}

package ai.kalimtak.quality.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.common.lake.LakeTable;
import ai.kalimtak.common.lake.ParquetEncoding;
import io.delta.tables.DeltaMergeBuilder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes a table with one row per {@code interaction_id}: all of it, or only its changes. */
public final class CuratedTable {
  private static final String ID = "interaction_id";
  private static final String CHANGE = "change";
  private static final String WHOLE = "whole";
  private static final String PART = "part";
  private static final String GONE = "gone";

  private final Lake lake;
  private final LakeTable table;

  public CuratedTable(Lake lake, LakeTable table) {
    this.lake = lake;
    this.table = table;
  }

  /** Returns whether the table exists with all its columns, so that it can be merged into. */
  public static boolean isCurrent(Lake lake, LakeTable table) {
    return lake.schema(table)
        .filter(
            schema ->
                List.of(schema.fieldNames()).containsAll(List.of(table.schema().fieldNames())))
        .isPresent();
  }

  /** Replaces all rows in one commit, which also adds columns that the table lacked. */
  public void replace(Dataset<Row> rows) {
    lake.ensure(table);
    withEncoding(
        () ->
            rows.select(columns())
                .write()
                .format("delta")
                .mode("overwrite")
                .option("overwriteSchema", "true")
                .option("optimizeWrite", "true")
                .save(lake.path(table)));
  }

  /**
   * Inserts or replaces rows, sets some columns of other rows, and deletes others, in one commit.
   * No {@code interaction_id} may occur twice.
   *
   * @param whole rows with all columns, to insert or replace
   * @param part {@code interaction_id} and {@code changedColumns} of existing rows
   * @param gone {@code interaction_id} of rows to delete
   */
  public void merge(
      Dataset<Row> whole, Dataset<Row> part, List<String> changedColumns, Dataset<Row> gone) {
    apply(
        changes(whole, gone)
            .unionByName(part.withColumn(CHANGE, lit(PART)), /* allowMissingColumns= */ true),
        changedColumns);
  }

  /** Inserts or replaces rows and deletes others, in one commit. */
  public void merge(Dataset<Row> whole, Dataset<Row> gone) {
    apply(changes(whole, gone), List.of());
  }

  private Dataset<Row> changes(Dataset<Row> whole, Dataset<Row> gone) {
    return whole
        .select(columns())
        .withColumn(CHANGE, lit(WHOLE))
        .unionByName(
            gone.select(col(ID)).withColumn(CHANGE, lit(GONE)), /* allowMissingColumns= */ true);
  }

  private void apply(Dataset<Row> changes, List<String> changedColumns) {
    Map<String, Column> all = new HashMap<>();
    Arrays.stream(table.schema().fieldNames()).forEach(name -> all.put(name, col("s." + name)));
    Map<String, Column> some = new HashMap<>();
    changedColumns.forEach(name -> some.put(name, col("s." + name)));
    DeltaMergeBuilder merge =
        lake.delta(table)
            .as("t")
            .merge(changes.as("s"), "t." + ID + " = s." + ID)
            .whenMatched("s." + CHANGE + " = '" + GONE + "'")
            .delete();
    if (!some.isEmpty()) {
      merge = merge.whenMatched("s." + CHANGE + " = '" + PART + "'").update(some);
    }
    DeltaMergeBuilder complete =
        merge
            .whenMatched()
            .update(all)
            .whenNotMatched("s." + CHANGE + " = '" + WHOLE + "'")
            .insert(all);
    withEncoding(complete::execute);
  }

  /** Writes texts and ids without a dictionary: they hardly ever repeat, so it would only cost. */
  private void withEncoding(Runnable work) {
    lake.withConf(
        ParquetEncoding.withoutDictionary(
            List.of(ID, "input_text", "generated_prompt", "model_output", "text_key")),
        () -> {
          work.run();
          return null;
        });
  }

  private Column[] columns() {
    return Arrays.stream(table.schema().fields())
        .map(field -> col(field.name()).as(field.name(), field.metadata()))
        .toArray(Column[]::new);
  }
}

package ai.kalimtak.common.lake;

import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Delta table of the lake: its place, columns and comments.
 *
 * @param name zone and table, as {@code bronze/interactions}
 * @param restricted whether it lies under {@code lake.restricted-root}
 * @param comment what a row is
 * @param schema columns, each with a comment
 * @param partitionColumns columns that partition it
 * @param statisticsColumns columns whose minimum and maximum may stand in the transaction log:
 *     never a text that a person wrote, nor a key or an id (random ones skip no file, and the log
 *     would keep them beyond the row)
 */
public record LakeTable(
    String name,
    boolean restricted,
    String comment,
    StructType schema,
    List<String> partitionColumns,
    List<String> statisticsColumns) {

  /** A column with its comment. */
  public static StructField column(String name, DataType type, String comment) {
    Metadata metadata = new MetadataBuilder().putString("comment", comment).build();
    return new StructField(name, type, true, metadata);
  }

  /** As SQL names it: {@code bronze.interactions}. */
  public String sqlName() {
    return name.replace('/', '.');
  }
}

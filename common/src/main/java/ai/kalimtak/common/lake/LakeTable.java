package ai.kalimtak.common.lake;

import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Delta table of the lake: its location, columns and comments.
 *
 * @param name zone and table, for example {@code bronze/interactions}
 * @param restricted whether it is stored under {@code lake.restricted-root}
 * @param comment the meaning of a row
 * @param schema columns, each with a comment
 * @param partitionColumns the partition columns
 * @param statisticsColumns columns whose minimum and maximum may appear in the transaction log:
 *     never a text written by a user, nor a key or an id (statistics of random values skip no file,
 *     and the log would keep the values longer than the row)
 */
public record LakeTable(
    String name,
    boolean restricted,
    String comment,
    StructType schema,
    List<String> partitionColumns,
    List<String> statisticsColumns) {

  /** Returns a nullable column with a comment. */
  public static StructField column(String name, DataType type, String comment) {
    Metadata metadata = new MetadataBuilder().putString("comment", comment).build();
    return new StructField(name, type, true, metadata);
  }

  /** Returns the name in SQL, for example {@code bronze.interactions}. */
  public String sqlName() {
    return name.replace('/', '.');
  }
}

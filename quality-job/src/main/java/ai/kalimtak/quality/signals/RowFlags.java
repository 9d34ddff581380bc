package ai.kalimtak.quality.signals;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;

import ai.kalimtak.common.lake.Candidates;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What speaks against a row. Some flags are seen in the row alone and stay as long as it does; the
 * others compare it with its neighbours and are decided anew in every run.
 */
public final class RowFlags {
  /** Whether nothing in the row alone speaks against it. */
  public static final String UNFLAGGED = "unflagged";

  private static final List<String> OF_THE_ROW_ALONE = List.of("low-quality:", "inappropriate:");

  private RowFlags() {}

  /** Adds {@code flags}: the columns' reasons, in their order, without nulls; no shuffle. */
  static Dataset<Row> collect(Dataset<Row> rows, String... reasons) {
    return rows.withColumn(Candidates.FLAGS, of(reasons));
  }

  static Column of(String... reasons) {
    return array_compact(
        array(
            Arrays.stream(reasons)
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new)));
  }

  /** Those of {@code flags} that the row alone gives. */
  public static Column ofTheRowAlone() {
    return filter(
        col(Candidates.FLAGS),
        flag -> OF_THE_ROW_ALONE.stream().map(flag::startsWith).reduce(Column::or).orElseThrow());
  }

  /** Adds {@link #UNFLAGGED}, of flags of the row alone; no shuffle. */
  public static Dataset<Row> addUnflagged(Dataset<Row> rows) {
    return rows.withColumn(UNFLAGGED, coalesce(size(col(Candidates.FLAGS)).equalTo(0), lit(true)));
  }
}

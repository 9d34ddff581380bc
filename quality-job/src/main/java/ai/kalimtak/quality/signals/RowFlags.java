package ai.kalimtak.quality.signals;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.quality.steps.CurationStep;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The flags of a row: the reasons to reject it, see {@link CurationStep}. Those that depend on the
 * row alone stay as long as the row does; every run decides the others from scratch.
 */
public final class RowFlags {
  /** Whether no step that looks at the row alone rejects it. */
  public static final String UNFLAGGED = "unflagged";

  private RowFlags() {}

  /**
   * Adds {@code flags}: the reasons in these columns, in their order, without nulls; no shuffle.
   */
  static Dataset<Row> collect(Dataset<Row> rows, String... reasons) {
    return rows.withColumn(
        Candidates.FLAGS,
        array_compact(
            array(
                Arrays.stream(reasons)
                    .map(org.apache.spark.sql.functions::col)
                    .toArray(Column[]::new))));
  }

  /**
   * Those of {@code flags} that depend on the row alone. A flag that no step of today gives is kept
   * too: dropping it could let a rejected row back in, whereas counting it fails.
   */
  public static Column basedOnRowAlone() {
    return filter(
        col(Candidates.FLAGS),
        flag ->
            not(
                CurationStep.basedOnOtherRows().stream()
                    .map(step -> step.gave(flag))
                    .reduce(Column::or)
                    .orElse(lit(false))));
  }

  /** Adds {@link #UNFLAGGED} to rows whose flags depend on the row alone; no shuffle. */
  public static Dataset<Row> addUnflagged(Dataset<Row> rows) {
    return rows.withColumn(UNFLAGGED, coalesce(size(col(Candidates.FLAGS)).equalTo(0), lit(true)));
  }
}

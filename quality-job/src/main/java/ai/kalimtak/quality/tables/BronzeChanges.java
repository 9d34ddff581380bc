package ai.kalimtak.quality.tables;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.BronzeInteractions;
import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.spark.Checkpoints;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The differences between bronze and {@code silver/candidates}. Only ids, run numbers, and
 * fingerprints are compared, so the texts of the history are not read.
 */
public final class BronzeChanges implements AutoCloseable {
  private static final String STATE = "state";
  private static final String FRESH = "fresh";
  private static final String GONE = "gone";
  private static final String IS_NOW = "is_now";
  private static final String FIRST_RUN = "first_run";
  private static final long UNKNOWN_RUN = Long.MIN_VALUE;

  private final Dataset<Row> bronze;
  private final Optional<Dataset<Row>> silver;
  private final Dataset<Row> changed;
  private final long freshCount;
  private final long goneCount;
  private final Optional<Long> firstRun;

  private BronzeChanges(Dataset<Row> bronze, Optional<Dataset<Row>> silver, Dataset<Row> changed) {
    this.bronze = bronze;
    this.silver = silver;
    this.changed = changed;
    Column fresh = col(STATE).equalTo(FRESH);
    Row counts =
        changed
            .agg(
                count(when(fresh, lit(1))).alias(FRESH),
                count(when(fresh, null).otherwise(lit(1))).alias(GONE),
                // A row without a run can be in any file.
                min(when(fresh, coalesce(col(BronzeInteractions.RUN_ID), lit(UNKNOWN_RUN))))
                    .alias(FIRST_RUN))
            .first();
    this.freshCount = counts.<Long>getAs(FRESH);
    this.goneCount = counts.<Long>getAs(GONE);
    this.firstRun = Optional.ofNullable(counts.<Long>getAs(FIRST_RUN));
  }

  /**
   * Compares the two tables.
   *
   * @param silver the current table; empty when nothing of it can be carried over
   * @param signals fingerprint with which a row of silver is still valid
   */
  public static BronzeChanges between(
      Dataset<Row> bronze, Optional<Dataset<Row>> silver, String signals) {
    Dataset<Row> now =
        bronze.select(col(BronzeInteractions.INTERACTION_ID), col(BronzeInteractions.RUN_ID));
    if (silver.isEmpty()) {
      return new BronzeChanges(bronze, silver, Checkpoints.cut(now.withColumn(STATE, lit(FRESH))));
    }
    Column stays =
        col(BronzeInteractions.RUN_ID)
            .eqNullSafe(col(Candidates.BRONZE_RUN_ID))
            .and(col(Candidates.SIGNALS).equalTo(signals));
    Dataset<Row> changed =
        now.withColumn(IS_NOW, lit(true))
            .join(
                silver
                    .get()
                    .select(
                        col(Candidates.INTERACTION_ID),
                        col(Candidates.BRONZE_RUN_ID),
                        col(Candidates.SIGNALS)),
                new String[] {Candidates.INTERACTION_ID},
                "full")
            .withColumn(
                STATE,
                when(col(IS_NOW).isNull(), lit(GONE))
                    .when(coalesce(stays, lit(false)), lit(null))
                    .otherwise(lit(FRESH)))
            .where(col(STATE).isNotNull())
            .select(col(Candidates.INTERACTION_ID), col(BronzeInteractions.RUN_ID), col(STATE));
    // Kept, because it is counted and joined several times, and a full join is behind it; cut off,
    // because silver changes under it.
    return new BronzeChanges(bronze, silver, Checkpoints.cut(changed));
  }

  public long freshCount() {
    return freshCount;
  }

  public long goneCount() {
    return goneCount;
  }

  /** Rows of bronze that are new, changed, or to be read again. */
  public Dataset<Row> fresh() {
    if (silver.isEmpty()) {
      return bronze;
    }
    // The first run lets Delta skip the files of older ones.
    Dataset<Row> candidates =
        firstRun
            .filter(run -> run != UNKNOWN_RUN)
            .map(run -> bronze.where(col(BronzeInteractions.RUN_ID).geq(run)))
            .orElse(bronze);
    return candidates.join(
        ids(FRESH), new String[] {BronzeInteractions.INTERACTION_ID}, "left_semi");
  }

  /** Rows of silver that are still valid; empty without a table to carry over. */
  public Optional<Dataset<Row>> carried() {
    return silver.map(
        rows ->
            rows.join(
                changed.select(Candidates.INTERACTION_ID),
                new String[] {Candidates.INTERACTION_ID},
                "left_anti"));
  }

  /** {@code interaction_id} of the rows of silver that bronze no longer has. */
  public Dataset<Row> gone() {
    return ids(GONE);
  }

  private Dataset<Row> ids(String state) {
    return changed.where(col(STATE).equalTo(state)).select(Candidates.INTERACTION_ID);
  }

  @Override
  public void close() {
    Checkpoints.release(changed);
  }
}

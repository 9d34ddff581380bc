package ai.kalimtak.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import ai.kalimtak.common.lake.Candidates;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Exact duplicates: rows whose folded texts are the same. */
final class Duplicates {
  static final String DUPLICATE = "duplicate";
  private static final String KEY = "duplicate_key";
  private static final String KEPT = "kept";

  private Duplicates() {}

  /**
   * Adds {@link #DUPLICATE}, {@code duplicate_of} and {@code similarity}; keeps every row. Of rows
   * with one key the best stays: the best rated, then one with a given domain, then the earliest,
   * then the smallest id. A row that another step dropped is no duplicate and nobody's original.
   * Shuffles once by key, with partial aggregation, so that a hot key costs no sort; the keys that
   * stand more than once are then joined back.
   */
  static Dataset<Row> flagExact(Dataset<Row> rows, String duplicateKey) {
    Column clean = col(Filters.LOW_QUALITY).isNull().and(col(Filters.INAPPROPRIATE).isNull());
    Dataset<Row> keyed = rows.withColumn(KEY, when(clean, key(duplicateKey)));
    Column rank =
        struct(
            coalesce(col(Candidates.FEEDBACK_SCORE).multiply(-1), lit(1)),
            col(Candidates.GIVEN_DOMAIN).isNull(),
            col(Candidates.CREATED_AT),
            col(Candidates.INTERACTION_ID).alias(Candidates.INTERACTION_ID));
    Dataset<Row> repeated =
        keyed
            .where(col(KEY).isNotNull())
            .groupBy(KEY)
            .agg(min(rank).alias(KEPT), count(lit(1)).alias("copies"))
            .where(col("copies").gt(1))
            .select(col(KEY), col(KEPT).getField(Candidates.INTERACTION_ID).alias(KEPT));
    Column isCopy = col(KEPT).isNotNull().and(col(KEPT).notEqual(col(Candidates.INTERACTION_ID)));
    return keyed
        .join(repeated, new String[] {KEY}, "left")
        .withColumn(DUPLICATE, when(isCopy, lit("duplicate:exact")))
        .withColumn(Candidates.DUPLICATE_OF, when(isCopy, col(KEPT)))
        .withColumn(Candidates.SIMILARITY, when(isCopy, lit(1.0)))
        .drop(KEY, KEPT);
  }

  /** A text cannot hold the separator: white space and controls are folded to a blank. */
  private static Column key(String duplicateKey) {
    Column input = coalesce(folded(Candidates.INPUT_TEXT), lit(""));
    Column output = coalesce(concat(lit("\u0001"), folded(Candidates.MODEL_OUTPUT)), lit(""));
    return sha2(duplicateKey.equals("input") ? input : concat(input, output), 256);
  }

  private static Column folded(String text) {
    return udf(new FoldedText(), DataTypes.StringType).apply(col(text));
  }
}

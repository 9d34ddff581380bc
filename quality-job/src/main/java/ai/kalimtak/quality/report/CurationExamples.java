package ai.kalimtak.quality.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.xxhash64;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.lake.Lake;
import ai.kalimtak.quality.tables.CuratedTable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Rows of {@code silver/candidates} to look at: redacted, shortened, and read when they are shown,
 * so that erased rows no longer appear.
 *
 * @param rejected up to three rows for each reason
 * @param clusters up to three texts of each of the largest near-duplicate clusters, the kept one
 *     first
 */
public record CurationExamples(List<Example> rejected, List<Example> clusters) {
  private static final int EACH = 3;
  private static final int LARGEST_CLUSTERS = 5;
  private static final int CHARACTERS = 140;
  private static final String GROUP = "group";
  private static final String PLACE = "place";
  private static final String TEXTS = "texts";

  /**
   * One row.
   *
   * @param group its reason, or the size of its cluster
   * @param similarity to the row that was kept instead; empty for a kept row
   */
  public record Example(
      String group,
      String interactionId,
      String input,
      String output,
      Optional<Double> similarity) {}

  public static CurationExamples none() {
    return new CurationExamples(List.of(), List.of());
  }

  public static CurationExamples of(Lake lake) {
    if (!CuratedTable.isCurrent(lake, Candidates.TABLE)) {
      return none();
    }
    Dataset<Row> silver = lake.read(Candidates.TABLE);
    return new CurationExamples(rejected(silver), clusters(silver));
  }

  private static List<Example> rejected(Dataset<Row> silver) {
    return first(
        silver.where(col(Candidates.REJECTION_REASON).isNotNull()),
        Candidates.REJECTION_REASON,
        col(Candidates.REJECTION_REASON),
        xxhash64(col(Candidates.INTERACTION_ID)));
  }

  private static List<Example> clusters(Dataset<Row> silver) {
    Dataset<Row> largest =
        silver
            .where(col(Candidates.CLUSTER).isNotNull())
            .groupBy(Candidates.CLUSTER)
            .agg(count(lit(1)).alias(TEXTS))
            .orderBy(col(TEXTS).desc(), col(Candidates.CLUSTER))
            .limit(LARGEST_CLUSTERS);
    return first(
        silver.join(largest, new String[] {Candidates.CLUSTER}),
        Candidates.CLUSTER,
        col(TEXTS).cast("string"),
        coalesce(col(Candidates.SIMILARITY), lit(2.0)).multiply(-1));
  }

  private static List<Example> first(Dataset<Row> rows, String group, Column shown, Column order) {
    return rows
        .withColumn(
            PLACE,
            row_number()
                .over(
                    Window.partitionBy(col(group)).orderBy(order, col(Candidates.INTERACTION_ID))))
        .where(col(PLACE).leq(EACH))
        .orderBy(col(group), col(PLACE))
        .select(
            shown.alias(GROUP),
            col(Candidates.INTERACTION_ID),
            shortened(Candidates.INPUT_TEXT).alias(Candidates.INPUT_TEXT),
            shortened(Candidates.MODEL_OUTPUT).alias(Candidates.MODEL_OUTPUT),
            col(Candidates.SIMILARITY))
        .collectAsList()
        .stream()
        .map(
            row ->
                new Example(
                    row.getAs(GROUP),
                    row.getAs(Candidates.INTERACTION_ID),
                    row.getAs(Candidates.INPUT_TEXT),
                    row.getAs(Candidates.MODEL_OUTPUT),
                    Optional.ofNullable(row.getAs(Candidates.SIMILARITY))))
        .toList();
  }

  private static Column shortened(String text) {
    return substring(regexp_replace(coalesce(col(text), lit("")), "\\s+", " "), 1, CHARACTERS);
  }
}

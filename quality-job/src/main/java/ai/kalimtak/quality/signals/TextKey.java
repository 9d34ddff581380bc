package ai.kalimtak.quality.signals;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;

import ai.kalimtak.common.lake.Candidates;
import ai.kalimtak.common.text.Utf8Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What makes two rows exact duplicates. */
public final class TextKey {
  public static final String FOLDED_INPUT = "folded_input";
  public static final String FOLDED_OUTPUT = "folded_output";

  private TextKey() {}

  /**
   * Adds {@code text_key}: 32 hexadecimal digits, the same for rows whose folded input and output
   * are the same; without an output, of the input alone; keeps every row; no shuffle.
   *
   * @param duplicateKey {@code input-output}, or {@code input} to leave the output out
   */
  public static Dataset<Row> add(Dataset<Row> rows, String duplicateKey) {
    Column input = coalesce(folded(Candidates.INPUT_TEXT), lit(""));
    // A folded text cannot hold the separator: controls are folded to a blank.
    Column output = coalesce(concat(lit("\u0001"), folded(Candidates.MODEL_OUTPUT)), lit(""));
    return rows.withColumn(
        Candidates.TEXT_KEY,
        md5((duplicateKey.equals("input") ? input : concat(input, output)).cast("binary")));
  }

  /** Adds the folded texts that the key is made of; null for null; no shuffle. */
  public static Dataset<Row> addFoldedTexts(Dataset<Row> rows, String duplicateKey) {
    return rows.withColumn(FOLDED_INPUT, coalesce(folded(Candidates.INPUT_TEXT), lit("")))
        .withColumn(
            FOLDED_OUTPUT,
            duplicateKey.equals("input")
                ? lit(null).cast("string")
                : folded(Candidates.MODEL_OUTPUT));
  }

  private static Column folded(String text) {
    return Utf8Function.of(new FoldedText(), col(text));
  }
}

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

/** The key by which exact duplicates are found. */
public final class TextKey {
  public static final String FOLDED_INPUT = "folded_input";
  public static final String FOLDED_OUTPUT = "folded_output";

  private TextKey() {}

  /**
   * Adds {@code text_key}: 32 hexadecimal digits, equal for rows whose folded texts are equal.
   * Where there is no output, the key is that of the input alone. Keeps every row; no shuffle.
   */
  public static Dataset<Row> add(Dataset<Row> rows, DuplicateKey duplicateKey) {
    Column input = coalesce(folded(Candidates.INPUT_TEXT), lit(""));
    // A folded text cannot contain the separator, because control characters become blanks.
    Column output = coalesce(concat(lit("\u0001"), folded(Candidates.MODEL_OUTPUT)), lit(""));
    return rows.withColumn(
        Candidates.TEXT_KEY,
        md5((duplicateKey == DuplicateKey.INPUT ? input : concat(input, output)).cast("binary")));
  }

  /**
   * Adds the folded texts from which the key is made: {@link #FOLDED_INPUT}, empty for null, and
   * {@link #FOLDED_OUTPUT}, null for null or where the key leaves the output out; no shuffle.
   */
  public static Dataset<Row> addFoldedTexts(Dataset<Row> rows, DuplicateKey duplicateKey) {
    return rows.withColumn(FOLDED_INPUT, coalesce(folded(Candidates.INPUT_TEXT), lit("")))
        .withColumn(
            FOLDED_OUTPUT,
            duplicateKey == DuplicateKey.INPUT
                ? lit(null).cast("string")
                : folded(Candidates.MODEL_OUTPUT));
  }

  private static Column folded(String text) {
    return Utf8Function.of(new FoldedText(), col(text));
  }
}

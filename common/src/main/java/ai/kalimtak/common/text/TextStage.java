package ai.kalimtak.common.text;

import ai.kalimtak.common.spark.SavedStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A saved stage that reads a text in {@code inputCol} and adds {@code outputCol}. */
public abstract class TextStage extends SavedStage {
  private static final long serialVersionUID = 1L;

  private final Param<String> inputCol;
  private final Param<String> outputCol;

  /**
   * @param output name of the output, for the parameter's documentation
   */
  protected TextStage(String uid, String output) {
    super(uid);
    this.inputCol = new Param<>(uid, "inputCol", "column with the text", String.class);
    this.outputCol = new Param<>(uid, "outputCol", "column for " + output, String.class);
  }

  public Param<String> inputCol() {
    return inputCol;
  }

  public Param<String> outputCol() {
    return outputCol;
  }

  /** Sets both columns. */
  protected void between(String input, String output) {
    set(inputCol, input);
    set(outputCol, output);
  }

  /** The schema with {@code outputCol}; rejects an {@code inputCol} that is not a string. */
  protected StructType withOutput(StructType schema, DataType type, boolean nullable) {
    DataType given = schema.apply($(inputCol)).dataType();
    if (!given.equals(DataTypes.StringType)) {
      throw new IllegalArgumentException(
          "column " + $(inputCol) + " must be a string, but is " + given);
    }
    return schema.add($(outputCol), type, nullable);
  }
}

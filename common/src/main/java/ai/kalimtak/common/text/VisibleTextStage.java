package ai.kalimtak.common.text;

import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@link VisibleText} as a pipeline stage: reads {@code inputCol}, adds {@code outputCol}, both
 * strings; null stays null.
 */
public final class VisibleTextStage extends TextStage {
  private static final long serialVersionUID = 1L;

  public VisibleTextStage() {
    this(Identifiable$.MODULE$.randomUID("visibleText"));
  }

  /** Called by MLlib when it loads a saved pipeline. */
  public VisibleTextStage(String uid) {
    super(uid, "the visible text");
  }

  public static VisibleTextStage of(String input, String output) {
    VisibleTextStage stage = new VisibleTextStage();
    stage.between(input, output);
    return stage;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return dataset.withColumn(
        $(outputCol()),
        functions.udf(new Visible(), DataTypes.StringType).apply(dataset.col($(inputCol()))));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return withOutput(schema, DataTypes.StringType, true);
  }

  /** The function that executors run; null stays null. */
  static final class Visible implements UDF1<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(String text) {
      return VisibleText.of(text);
    }
  }
}

package ai.kalimtak.common.text;

import java.io.IOException;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
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
public final class VisibleTextStage extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;

  public VisibleTextStage() {
    this(Identifiable$.MODULE$.randomUID("visibleText"));
  }

  /** As the reader of saved pipelines calls it. */
  public VisibleTextStage(String uid) {
    this.uid = uid;
    this.inputCol = new Param<>(uid, "inputCol", "column with the text", String.class);
    this.outputCol = new Param<>(uid, "outputCol", "column for the visible text", String.class);
  }

  public static VisibleTextStage of(String input, String output) {
    VisibleTextStage stage = new VisibleTextStage();
    stage.set(stage.inputCol, input);
    stage.set(stage.outputCol, output);
    return stage;
  }

  /** How MLlib finds the reader of a saved stage. */
  public static MLReader<VisibleTextStage> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public MLWriter write() {
    return DefaultParamsWritable.super.write();
  }

  @Override
  public void save(String path) throws IOException {
    write().save(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> inputCol() {
    return inputCol;
  }

  public Param<String> outputCol() {
    return outputCol;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return dataset.withColumn(
        $(outputCol),
        functions.udf(new Visible(), DataTypes.StringType).apply(dataset.col($(inputCol))));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return schema.add($(outputCol), DataTypes.StringType, true);
  }

  @Override
  public VisibleTextStage copy(ParamMap extra) {
    return (VisibleTextStage) defaultCopy(extra);
  }

  /** As executors run it; null stays null. */
  static final class Visible implements UDF1<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(String text) {
      return VisibleText.of(text);
    }
  }
}

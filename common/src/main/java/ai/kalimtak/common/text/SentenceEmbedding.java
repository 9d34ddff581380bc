package ai.kalimtak.common.text;

import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * A pipeline stage from a text to its sentence embedding (Reimers and Gurevych 2019), computed in
 * the executors by the {@link SentenceEncoder} of the optional module {@code common/embeddings};
 * each JVM loads the encoder's model once. A null or blank text gives a vector of zeros.
 *
 * <p>The stage itself is always there, so that a pipeline that holds it can be read anywhere; it
 * fails when it runs without the module.
 *
 * <p>Columns: reads {@code inputCol} (string), adds {@code outputCol} (dense vector).
 */
public final class SentenceEmbedding extends TextStage {
  private static final long serialVersionUID = 1L;

  public SentenceEmbedding() {
    this(Identifiable$.MODULE$.randomUID("sentenceEmbedding"));
  }

  /** Called by MLlib when it loads a saved pipeline. */
  public SentenceEmbedding(String uid) {
    super(uid, "the vector");
  }

  public static SentenceEmbedding of(String input, String output) {
    SentenceEmbedding stage = new SentenceEmbedding();
    stage.between(input, output);
    return stage;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    // Loaded here, so that a missing encoder fails on the driver and not in a task.
    AttributeGroup size = new AttributeGroup($(outputCol()), SentenceEncoders.get().size());
    return dataset.withColumn(
        $(outputCol()),
        functions
            .udf(new Encoder(), SQLDataTypes.VectorType())
            .apply(dataset.col($(inputCol())))
            .as($(outputCol()), size.toMetadata()));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return withOutput(schema, SQLDataTypes.VectorType(), false);
  }

  /** The encoding that executors run. */
  static final class Encoder implements UDF1<String, Vector> {
    private static final long serialVersionUID = 1L;

    @Override
    public Vector call(String text) {
      SentenceEncoder encoder = SentenceEncoders.get();
      double[] values = new double[encoder.size()];
      if (text != null && !text.isBlank()) {
        float[] encoded = encoder.encode(text);
        for (int i = 0; i < values.length; i++) {
          values[i] = encoded[i];
        }
      }
      return Vectors.dense(values);
    }
  }
}

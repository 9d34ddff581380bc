package ai.kalimtak.common.spark;

import java.io.IOException;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/**
 * A pipeline stage of the suite's own that is nothing but its parameters, and is saved as these.
 *
 * <p>MLlib reads such a stage by reflection: by the class's name, so that a class that pipelines
 * were saved with is never renamed; by the static {@link #read}, which classes inherit; and by a
 * public constructor with the stage's uid, which every class must have. Parameters are found by the
 * public methods that return them.
 */
public abstract class SavedStage extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;

  protected SavedStage(String uid) {
    this.uid = uid;
  }

  /** How MLlib finds the reader of a saved stage, whichever it is. */
  public static MLReader<SavedStage> read() {
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

  @Override
  public Transformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}

package ai.kalimtak.common.spark;

import java.io.IOException;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/**
 * A pipeline stage that consists of its parameters only and is saved as such.
 *
 * <p>MLlib loads a stage by reflection. It uses the class name, so a class must never be renamed
 * once pipelines have been saved with it; the static {@link #read}, which subclasses inherit; and a
 * public constructor with the stage's uid, which every subclass must have. It finds the parameters
 * through the public methods that return them.
 */
public abstract class SavedStage extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;

  protected SavedStage(String uid) {
    this.uid = uid;
  }

  /** Returns the reader of a saved stage of any class; called by MLlib. */
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

package ai.kalimtak.training.fitting;

/** Columns of the rows that a linear model is fitted to. */
public final class ModelColumns {
  /** The vector of the features. */
  public static final String FEATURES = "features";

  /** The number of the class, from 0. */
  public static final String LABEL = "label";

  /** The number of ordinary rows that a row counts as. */
  public static final String WEIGHT = "weight";

  private ModelColumns() {}
}

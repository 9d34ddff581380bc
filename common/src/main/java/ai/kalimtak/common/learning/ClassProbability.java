package ai.kalimtak.common.learning;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;

import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;

/** Reads the {@code probability} vector that a classification pipeline adds to each row. */
public final class ClassProbability {
  private static final String PROBABILITY = "probability";
  private static final String PREDICTION = "prediction";

  private ClassProbability() {}

  /**
   * Returns the probability of one class.
   *
   * @param number the class's position in the vector, counted from 0; null gives null
   */
  public static Column of(Column number) {
    return element_at(
        functions.vector_to_array(col(PROBABILITY), "float64"), number.cast("int").plus(1));
  }

  /** Returns the probability of the class that the pipeline answered. */
  public static Column ofAnswer() {
    return of(col(PREDICTION));
  }
}

package ai.kalimtak.common.text;

import ai.kalimtak.common.spark.NativeCall;
import java.io.Serializable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A function from text to text that works on UTF-8 bytes, as Spark's own functions do; see {@link
 * NativeCall}.
 */
public interface Utf8Function extends Serializable {
  /** Applies the function to a text that is not null. Query plans show the {@code toString}. */
  UTF8String apply(UTF8String text);

  /** Applies the function to a column of texts; null stays null. */
  static Column of(Utf8Function function, Column text) {
    return NativeCall.ofText(function, Utf8Function.class, "apply", DataTypes.StringType, text);
  }
}

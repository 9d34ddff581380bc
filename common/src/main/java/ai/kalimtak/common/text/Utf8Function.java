package ai.kalimtak.common.text;

import ai.kalimtak.common.spark.NativeCall;
import java.io.Serializable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A function from a text to a text that works on their bytes, as Spark's own do; see {@link
 * NativeCall}.
 */
public interface Utf8Function extends Serializable {
  /** Of a text that is not null. What it prints as is shown in plans. */
  UTF8String apply(UTF8String text);

  /** The function's value for a column of texts, null for null. */
  static Column of(Utf8Function function, Column text) {
    return NativeCall.ofText(function, Utf8Function.class, "apply", DataTypes.StringType, text);
  }
}

package ai.kalimtak.common.text;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.ObjectType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A function of a text that works on its bytes, as Spark's own do. A UDF would make a {@code
 * String} of each value and bytes of each result, which for texts costs more than most functions.
 */
public interface Utf8Function extends Serializable {
  /** Of a text that is not null. What it prints as is shown in plans. */
  UTF8String apply(UTF8String text);

  /** The function's value for a column of texts, null for null. */
  static Column of(Utf8Function function, Column text) {
    return ExpressionUtils.column(
        new Invoke(
            Literal.fromObject(function, new ObjectType(Utf8Function.class)),
            "apply",
            DataTypes.StringType,
            seq(ExpressionUtils.expression(text)),
            seq((AbstractDataType) DataTypes.StringType),
            /* propagateNull= */ true,
            /* returnNullable= */ true,
            /* isDeterministic= */ true));
  }

  private static <T> Seq<T> seq(T only) {
    return CollectionConverters.asScala(List.of(only)).toSeq();
  }
}

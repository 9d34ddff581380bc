package ai.kalimtak.quality.duplicates;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.ObjectType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A call of a method on texts as Spark holds them, bytes. A UDF would make a {@code String} of each
 * first, which costs more than what is done with it here.
 */
final class NativeCall {
  private NativeCall() {}

  /** The method's value for columns of texts; it is called with null for null. */
  static Column of(Object callee, Class<?> type, String method, DataType result, Column... texts) {
    List<Expression> arguments = Arrays.stream(texts).map(ExpressionUtils::expression).toList();
    List<AbstractDataType> types =
        Arrays.stream(texts).map(text -> (AbstractDataType) DataTypes.StringType).toList();
    return ExpressionUtils.column(
        new Invoke(
            Literal.fromObject(callee, new ObjectType(type)),
            method,
            result,
            seq(arguments),
            seq(types),
            /* propagateNull= */ false,
            /* returnNullable= */ false,
            /* isDeterministic= */ true));
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}

package ai.kalimtak.common.spark;

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
 * A call of a Java method on texts as Spark holds them, bytes. A UDF would make a {@code String} of
 * each first, and bytes of a text that it gives, which costs more than most functions of texts.
 *
 * <p>The method is public, in a public class or interface, takes a {@code UTF8String} for each
 * column and gives what Spark itself holds for the result's type. The object is serialisable; what
 * it prints as is shown in plans.
 */
public final class NativeCall {
  private NativeCall() {}

  /** The method's value, which may be null; null, without a call, where the text is. */
  public static Column ofText(
      Object callee, Class<?> type, String method, DataType result, Column text) {
    return call(callee, type, method, result, true, text);
  }

  /** The method's value, which is never null; it is called with null for null. */
  public static Column ofTexts(
      Object callee, Class<?> type, String method, DataType result, Column... texts) {
    return call(callee, type, method, result, false, texts);
  }

  private static Column call(
      Object callee,
      Class<?> type,
      String method,
      DataType result,
      boolean nullForNull,
      Column... texts) {
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
            /* propagateNull= */ nullForNull,
            /* returnNullable= */ nullForNull,
            /* isDeterministic= */ true));
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}

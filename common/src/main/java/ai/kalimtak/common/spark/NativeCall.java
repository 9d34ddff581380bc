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
 * Calls a Java method on texts in Spark's own representation, as bytes. A UDF would convert each
 * text to a {@code String} first, and a resulting text back to bytes, which costs more than most
 * functions of texts themselves.
 *
 * <p>The method must be public, in a public class or interface. It takes a {@code UTF8String} for
 * each column and returns Spark's internal representation of the result type. The object must be
 * serializable; query plans show its {@code toString}.
 */
public final class NativeCall {
  private NativeCall() {}

  /** Returns the method's result, which may be null; for a null text, null without a call. */
  public static Column ofText(
      Object callee, Class<?> type, String method, DataType result, Column text) {
    return call(callee, type, method, result, true, text);
  }

  /** Returns the method's result, which is never null; the method receives null for a null text. */
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

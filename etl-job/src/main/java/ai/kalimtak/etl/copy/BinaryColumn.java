package ai.kalimtak.etl.copy;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** Decodes Postgres's binary form of a type into the form of Spark's internal rows. */
@FunctionalInterface
interface BinaryColumn {
  // Postgres counts from 2000, Spark from 1970.
  int DAYS_TO_2000 = (int) LocalDate.of(2000, 1, 1).toEpochDay();
  long MICROS_TO_2000 = TimeUnit.DAYS.toMicros(DAYS_TO_2000);

  Map<DataType, BinaryColumn> BY_TYPE =
      Map.of(
          // A view of the message, not a copy.
          DataTypes.StringType,
          UTF8String::fromBytes,
          DataTypes.BooleanType,
          (message, at, length) -> message[at] != 0,
          DataTypes.IntegerType,
          (message, at, length) -> ByteBuffer.wrap(message, at, length).getInt(),
          DataTypes.LongType,
          (message, at, length) -> ByteBuffer.wrap(message, at, length).getLong(),
          DataTypes.DoubleType,
          (message, at, length) -> ByteBuffer.wrap(message, at, length).getDouble(),
          DataTypes.DateType,
          (message, at, length) -> ByteBuffer.wrap(message, at, length).getInt() + DAYS_TO_2000,
          DataTypes.TimestampType,
          (message, at, length) -> ByteBuffer.wrap(message, at, length).getLong() + MICROS_TO_2000);

  static BinaryColumn of(DataType type) {
    return Optional.ofNullable(BY_TYPE.get(type))
        .orElseThrow(
            () -> new IllegalStateException("unsupported column type " + type.simpleString()));
  }

  /** Returns the value of a column in a message for an internal row. */
  Object value(byte[] message, int at, int length);
}

package ai.kalimtak.etl.copy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** Decodes Postgres's binary form of a type into the form of Spark's internal rows. */
enum BinaryColumn {
  /** A view of the message, not a copy. */
  TEXT(DataTypes.StringType, UTF8String::fromBytes),
  BOOLEAN(DataTypes.BooleanType, (message, at, length) -> message[at] != 0),
  INTEGER(DataTypes.IntegerType, (message, at, length) -> wrap(message, at, length).getInt()),
  LONG(DataTypes.LongType, (message, at, length) -> wrap(message, at, length).getLong()),
  DOUBLE(DataTypes.DoubleType, (message, at, length) -> wrap(message, at, length).getDouble()),
  DATE(DataTypes.DateType, BinaryColumn::date),
  TIMESTAMP(DataTypes.TimestampType, BinaryColumn::timestamp);

  // Postgres counts from 2000, Spark from 1970.
  private static final LocalDate POSTGRES_EPOCH = LocalDate.of(2000, 1, 1);
  private static final int DAYS_TO_2000 = (int) POSTGRES_EPOCH.toEpochDay();
  private static final long MICROS_TO_2000 =
      TimeUnit.SECONDS.toMicros(Instant.parse(POSTGRES_EPOCH + "T00:00:00Z").getEpochSecond());

  @FunctionalInterface
  private interface Decoder {
    Object decode(byte[] message, int at, int length);
  }

  private final DataType type;
  private final Decoder decoder;

  BinaryColumn(DataType type, Decoder decoder) {
    this.type = type;
    this.decoder = decoder;
  }

  static BinaryColumn of(DataType type) {
    return Arrays.stream(values())
        .filter(column -> column.type.equals(type))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("unsupported column type " + type.simpleString()));
  }

  /** Returns the value for an internal row. */
  Object value(byte[] message, int at, int length) {
    return decoder.decode(message, at, length);
  }

  private static Object date(byte[] message, int at, int length) {
    return wrap(message, at, length).getInt() + DAYS_TO_2000;
  }

  private static Object timestamp(byte[] message, int at, int length) {
    return wrap(message, at, length).getLong() + MICROS_TO_2000;
  }

  private static ByteBuffer wrap(byte[] message, int at, int length) {
    return ByteBuffer.wrap(message, at, length);
  }
}

package ai.kalimtak.etl.copy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** Decodes Postgres's binary form of a type into the form of Spark's internal rows. */
enum BinaryColumn {
  TEXT {
    @Override
    Object value(byte[] message, int at, int length) {
      return UTF8String.fromBytes(message, at, length);
    }
  },
  BOOLEAN {
    @Override
    Object value(byte[] message, int at, int length) {
      return message[at] != 0;
    }
  },
  INTEGER {
    @Override
    Object value(byte[] message, int at, int length) {
      return ByteBuffer.wrap(message, at, length).getInt();
    }
  },
  LONG {
    @Override
    Object value(byte[] message, int at, int length) {
      return ByteBuffer.wrap(message, at, length).getLong();
    }
  },
  DOUBLE {
    @Override
    Object value(byte[] message, int at, int length) {
      return ByteBuffer.wrap(message, at, length).getDouble();
    }
  },
  DATE {
    @Override
    Object value(byte[] message, int at, int length) {
      return ByteBuffer.wrap(message, at, length).getInt() + DAYS_TO_2000;
    }
  },
  TIMESTAMP {
    @Override
    Object value(byte[] message, int at, int length) {
      return ByteBuffer.wrap(message, at, length).getLong() + MICROS_TO_2000;
    }
  };

  // Postgres counts from 2000, Spark from 1970.
  private static final LocalDate POSTGRES_EPOCH = LocalDate.of(2000, 1, 1);
  private static final int DAYS_TO_2000 = (int) POSTGRES_EPOCH.toEpochDay();
  private static final long MICROS_TO_2000 =
      TimeUnit.SECONDS.toMicros(Instant.parse(POSTGRES_EPOCH + "T00:00:00Z").getEpochSecond());

  /** Returns the value for an internal row; a text is a view of the message, not a copy. */
  abstract Object value(byte[] message, int at, int length);

  static BinaryColumn of(DataType type) {
    if (type.equals(DataTypes.StringType)) {
      return TEXT;
    } else if (type.equals(DataTypes.BooleanType)) {
      return BOOLEAN;
    } else if (type.equals(DataTypes.IntegerType)) {
      return INTEGER;
    } else if (type.equals(DataTypes.LongType)) {
      return LONG;
    } else if (type.equals(DataTypes.DoubleType)) {
      return DOUBLE;
    } else if (type.equals(DataTypes.DateType)) {
      return DATE;
    } else if (type.equals(DataTypes.TimestampType)) {
      return TIMESTAMP;
    }
    throw new IllegalStateException("unsupported column type " + type.simpleString());
  }
}

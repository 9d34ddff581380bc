package ai.kalimtak.etl.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class BinaryColumnTest {
  @Test
  void countsDaysAndMicrosecondsFrom1970() {
    int days = (int) LocalDate.of(2000, 1, 1).toEpochDay();
    byte[] nextDay = ByteBuffer.allocate(4).putInt(1).array();
    assertThat(BinaryColumn.of(DataTypes.DateType).value(nextDay, 0, 4)).isEqualTo(days + 1);
    byte[] nextMicrosecond = ByteBuffer.allocate(8).putLong(1).array();
    assertThat(BinaryColumn.of(DataTypes.TimestampType).value(nextMicrosecond, 0, 8))
        .isEqualTo(days * 86_400_000_000L + 1);
  }

  @Test
  void readsAValueInsideAMessage() {
    byte[] message = ByteBuffer.allocate(16).put((byte) 'a').put((byte) 'b').putInt(-7).array();
    assertThat(BinaryColumn.of(DataTypes.StringType).value(message, 0, 2))
        .isEqualTo(UTF8String.fromString("ab"));
    assertThat(BinaryColumn.of(DataTypes.IntegerType).value(message, 2, 4)).isEqualTo(-7);
    assertThat(BinaryColumn.of(DataTypes.BooleanType).value(message, 0, 1)).isEqualTo(true);
  }

  @Test
  void rejectsOtherTypes() {
    assertThatThrownBy(() -> BinaryColumn.of(DataTypes.BinaryType))
        .hasMessage("unsupported column type binary");
  }
}

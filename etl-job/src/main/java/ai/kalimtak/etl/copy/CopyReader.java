package ai.kalimtak.etl.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads one query in Postgres's binary COPY format: a signature, and then for each row the number
 * of columns and for each column its length (-1 for null) and bytes, big-endian. Each row is one
 * message (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format").
 */
final class CopyReader implements PartitionReader<InternalRow> {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final short TRAILER = -1;

  private final Connection connection;
  private final CopyOut copy;
  private final BinaryColumn[] columns;
  private boolean started;
  private InternalRow row;

  /** Opens a connection in the snapshot and starts the query. */
  CopyReader(StructType schema, String url, Properties properties, String snapshot, String query) {
    this.columns =
        Arrays.stream(schema.fields())
            .map(field -> BinaryColumn.of(field.dataType()))
            .toArray(BinaryColumn[]::new);
    Connection opened = null;
    try {
      // DriverManager would only find drivers of the calling class's own class loader.
      opened = new Driver().connect(url, properties);
      opened.setAutoCommit(false);
      try (Statement statement = opened.createStatement()) {
        statement.execute("set transaction isolation level repeatable read, read only");
        statement.execute("set transaction snapshot '" + snapshot + "'");
        statement.execute("set local statement_timeout = 0");
      }
      this.copy =
          opened
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("copy (" + query + ") to stdout (format binary)");
      this.connection = opened;
    } catch (SQLException e) {
      closeQuietly(opened);
      throw new IllegalStateException("cannot read from Postgres", e);
    }
  }

  @Override
  public boolean next() throws IOException {
    byte[] message;
    try {
      message = copy.readFromCopy();
    } catch (SQLException e) {
      throw new IOException("the connection to Postgres broke while rows were being read", e);
    }
    if (message == null) {
      throw new IOException("the rows from Postgres ended without a trailer");
    }
    ByteBuffer bytes = ByteBuffer.wrap(message);
    if (!started) {
      skipHeader(bytes);
      started = true;
      if (!bytes.hasRemaining()) {
        return next();
      }
    }
    short count = bytes.getShort();
    if (count == TRAILER) {
      return false;
    }
    if (count != columns.length) {
      throw new IOException("Postgres sent " + count + " columns, expected " + columns.length);
    }
    Object[] values = new Object[count];
    for (int column = 0; column < count; column++) {
      int length = bytes.getInt();
      if (length >= 0) {
        values[column] = columns[column].value(message, bytes.position(), length);
        bytes.position(bytes.position() + length);
      }
    }
    row = new GenericInternalRow(values);
    return true;
  }

  @Override
  public InternalRow get() {
    return row;
  }

  @Override
  public void close() {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException e) {
      // The connection is closed anyway.
    } finally {
      closeQuietly(connection);
    }
  }

  private static void skipHeader(ByteBuffer bytes) throws IOException {
    byte[] signature = new byte[SIGNATURE.length];
    bytes.get(signature);
    if (!Arrays.equals(signature, SIGNATURE)) {
      throw new IOException("Postgres did not answer in the binary COPY format");
    }
    int flags = bytes.getInt();
    if (flags != 0) {
      throw new IOException("unknown flags of the binary COPY format: " + flags);
    }
    int extension = bytes.getInt();
    bytes.position(bytes.position() + extension);
  }

  private static void closeQuietly(Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // Nothing was written over this connection.
    }
  }
}

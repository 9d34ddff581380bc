package ai.kalimtak.serve.http;

import ai.kalimtak.common.supabase.Supabase;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection pool for requests: one statement and one round trip each. */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");
  private static final int PATIENCE_MILLIS = 3_000;

  private final HikariDataSource pool;

  /**
   * A fair queue in front of the pool, which itself prefers threads that have just had a
   * connection.
   */
  private final Semaphore turns;

  public Database(Supabase supabase, int connections, MeterRegistry metrics) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("serve");
    config.setJdbcUrl(supabase.url());
    config.setDataSourceProperties(supabase.connectionProperties());
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(PATIENCE_MILLIS);
    config.setInitializationFailTimeout(-1);
    config.setMetricRegistry(metrics);
    this.pool = new HikariDataSource(config);
    this.turns = new Semaphore(connections, true);
  }

  /** Work on a connection. */
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Runs the work on a pooled connection.
   *
   * @throws Problem 503 if Postgres is unavailable or busy, 422 if it refuses a value
   */
  public <T> T with(Work<T> work) {
    takeTurn();
    try (Connection connection = pool.getConnection()) {
      return work.on(connection);
    } catch (SQLException e) {
      throw translate(e);
    } finally {
      turns.release();
    }
  }

  private void takeTurn() {
    try {
      if (turns.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw busy();
  }

  public boolean answers() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private static Problem busy() {
    return new Problem(503, "The database is unavailable at the moment; try again")
        .with("retry_after", 1);
  }

  /**
   * Maps an error to what the client may know; the log gets the SQL state but never the message,
   * which may quote a row.
   */
  private static RuntimeException translate(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith("22") || state.startsWith("23")) {
      return new Problem(422, "A value cannot be stored");
    }
    boolean away =
        e instanceof SQLTransientConnectionException
            || state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57")
            || state.startsWith("40");
    LOG.warn("Postgres answered with SQLSTATE {}", state);
    return away ? busy() : new IllegalStateException("SQLSTATE " + state);
  }
}

package ai.kalimtak.common.supabase;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.SupabaseSettings;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to Supabase's Postgres, or to the embedded one if the settings contain no URL. The
 * embedded one is always migrated to the latest version, a real one only on request.
 */
public final class Supabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supabase.class);

  private final SupabaseSettings settings;
  private final EmbeddedDatabase embedded;
  private final String url;
  private final Properties properties;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Supabase(SupabaseSettings settings, EmbeddedDatabase embedded) {
    this.settings = settings;
    this.embedded = embedded;
    if (embedded == null) {
      this.url = settings.url().orElseThrow();
      this.properties = settings.connectionProperties();
    } else {
      this.url = embedded.url();
      this.properties = SupabaseSettings.sharedProperties();
      this.properties.setProperty("user", "postgres");
      this.properties.setProperty("sslmode", "disable");
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName("supabase");
    config.setJdbcUrl(url);
    config.setDataSourceProperties(properties);
    config.setMaximumPoolSize(settings.maxConnections());
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(settings.connectTimeoutSeconds() * 1000L);
    this.pool = new HikariDataSource(config);
    this.jdbi = Jdbi.create(pool);
  }

  /**
   * @throws JobException if the server cannot be reached, with the server and the reason
   */
  public static Supabase connect(CoreSettings core) {
    boolean useEmbedded = core.supabase().url().isEmpty();
    if (useEmbedded) {
      LOG.debug("no supabase.url: using the embedded Postgres under {}", core.stateDirectory());
    }
    EmbeddedDatabase embedded = useEmbedded ? EmbeddedDatabase.join(core.stateDirectory()) : null;
    Supabase supabase = null;
    try {
      supabase = new Supabase(core.supabase(), embedded);
      supabase.checkReachable();
      if (useEmbedded) {
        supabase.migrations().createRoles();
        supabase.migrations().apply();
      }
      return supabase;
    } catch (RuntimeException e) {
      if (supabase != null) {
        supabase.close();
      } else if (embedded != null) {
        embedded.close();
      }
      throw e;
    }
  }

  public Jdbi jdbi() {
    return jdbi;
  }

  /** The SQL migrations of this database. */
  public Migrations migrations() {
    return new Migrations(jdbi, server());
  }

  /** The pool behind {@link #jdbi}, for libraries that need a data source. */
  public DataSource dataSource() {
    return pool;
  }

  public boolean isEmbedded() {
    return embedded != null;
  }

  /** Returns the size of this database on its disk, indexes included. */
  public long bytes() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select pg_database_size(current_database())")
                .mapTo(Long.class)
                .one());
  }

  /** Host, port and database for messages. */
  public String server() {
    return settings.server();
  }

  /** For Spark's JDBC source, with {@link #connectionProperties}. */
  public String url() {
    return url;
  }

  /** For Spark's JDBC source: user, password and driver settings. */
  public Properties connectionProperties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  /** Opens a connection outside the pool, for use throughout a job. */
  public Connection dedicatedConnection() {
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  @Override
  public void close() {
    pool.close();
    if (embedded != null) {
      embedded.close();
    }
  }

  private void checkReachable() {
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      if (!connection.isValid(settings.connectTimeoutSeconds())) {
        throw JobException.failed(
            "Postgres at " + server() + " does not answer", "Check the server, or try again later");
      }
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private JobException unreachable(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    String why =
        e.getCause() instanceof UnknownHostException
            ? "no such host"
            : String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("\\.+$", "");
    String remedy =
        state.startsWith("28") || why.contains("authentication")
            ? "Check supabase.user and the environment variable "
                + SupabaseSettings.PASSWORD_VARIABLE
            : state.equals("3D000")
                ? "Check the database name in supabase.url"
                : "Check supabase.url and supabase.sslmode, and whether the server is running";
    return JobException.failed("cannot connect to Postgres at " + server() + ": " + why, remedy, e);
  }
}

package ai.kalimtak.common.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * How to reach Supabase's Postgres. No field contains the password: it is read from {@code
 * SUPABASE_DB_PASSWORD} when a connection is opened.
 *
 * @param url {@code jdbc:postgresql://…}; empty for the embedded Postgres
 * @param sslmode pgjdbc's {@code sslmode}
 * @param transactionPooler whether statements cannot stay prepared between transactions
 */
public record SupabaseSettings(
    Optional<String> url,
    String user,
    String sslmode,
    boolean transactionPooler,
    int maxConnections,
    int connectTimeoutSeconds) {

  /** Environment variable that holds the database password. */
  public static final String PASSWORD_VARIABLE = "SUPABASE_DB_PASSWORD";

  private static final int SUPABASE_POOLER_PORT = 6543;
  private static final Pattern CREDENTIALS_IN_URL =
      Pattern.compile("(?i)[?&](user|password)=|//[^/?]*@");

  static SupabaseSettings from(SettingsReader reader) {
    Optional<String> url = reader.optionalText("supabase.url");
    Optional<URI> server = Optional.empty();
    if (url.isPresent()) {
      server = parse(url.get());
      if (server.isEmpty()) {
        reader.problem("supabase.url", "must be jdbc:postgresql://host:port/database");
      } else if (CREDENTIALS_IN_URL.matcher(url.get()).find()) {
        reader.problem(
            "supabase.url",
            "contains credentials; put the user into supabase.user and the password into the environment variable "
                + PASSWORD_VARIABLE);
      }
    }
    String sslmode =
        reader.oneOf(
            "supabase.sslmode",
            "auto",
            "disable",
            "allow",
            "prefer",
            "require",
            "verify-ca",
            "verify-full");
    boolean thisMachine =
        server.map(URI::getHost).map(SupabaseSettings::isThisMachine).orElse(true);
    String pooler = reader.oneOf("supabase.pooler", "auto", "session", "transaction");
    int port = server.map(URI::getPort).orElse(-1);
    return new SupabaseSettings(
        url,
        reader.text("supabase.user"),
        sslmode.equals("auto") ? (thisMachine ? "prefer" : "require") : sslmode,
        pooler.equals("auto") ? port == SUPABASE_POOLER_PORT : pooler.equals("transaction"),
        reader.integer("supabase.max-connections", 1, 64),
        reader.integer("supabase.connect-timeout-seconds", 1, 600));
  }

  /** Returns host, port and database for messages, never credentials. */
  public String server() {
    return url.flatMap(SupabaseSettings::parse)
        .map(
            uri -> uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort()) + uri.getPath())
        .orElse("the embedded Postgres");
  }

  /**
   * Returns pgjdbc's connection properties for {@link #url}, including the password from the
   * environment. They suppress the detail of the server's error messages, which may quote a row.
   */
  public Properties connectionProperties() {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    Optional.ofNullable(System.getenv(PASSWORD_VARIABLE))
        .ifPresent(password -> properties.setProperty("password", password));
    properties.setProperty("sslmode", sslmode);
    if (transactionPooler) {
      properties.setProperty("prepareThreshold", "0");
    }
    properties.putAll(sharedProperties());
    properties.setProperty("connectTimeout", String.valueOf(connectTimeoutSeconds));
    properties.setProperty("loginTimeout", String.valueOf(connectTimeoutSeconds));
    return properties;
  }

  /** Returns the properties that also apply to the embedded Postgres. */
  public static Properties sharedProperties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "kalimtak");
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }

  private static Optional<URI> parse(String url) {
    String prefix = "jdbc:";
    if (!url.startsWith("jdbc:postgresql://")) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(url.substring(prefix.length()));
      return uri.getHost() == null || uri.getPath().length() < 2
          ? Optional.empty()
          : Optional.of(uri);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isThisMachine(String host) {
    return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
  }
}

package ai.kalimtak.serve.settings;

import ai.kalimtak.common.settings.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** The section {@code serve}. */
public record ServeSettings(
    String host, int port, TokenSettings tokens, RateSettings rates, Limits limits) {

  /**
   * @param issuers accepted values of the claim {@code iss}
   * @param jwksUrl URL at which asymmetric keys are published
   */
  public record TokenSettings(
      List<String> issuers,
      String audience,
      Optional<URI> jwksUrl,
      int clockSkewSeconds,
      Roles roles) {}

  /** Names of the roles in tokens. */
  public record Roles(String user, String service, String admin) {}

  /** Requests per minute. */
  public record RateSettings(long ofUser, long ofService, long refusedOfAddress) {}

  /** Limits for one client and for all clients together. */
  public record Limits(
      int maxBodyBytes,
      int maxFeedbackCharacters,
      int connections,
      int threads,
      int maxClients,
      int idleSeconds) {}

  public static ServeSettings from(SettingsReader reader) {
    return new ServeSettings(
        reader.text("serve.host"),
        reader.integer("serve.port", 0, 65_535),
        tokens(reader),
        new RateSettings(
            rate(reader, "serve.user-requests-per-minute"),
            rate(reader, "serve.service-requests-per-minute"),
            rate(reader, "serve.refused-requests-per-minute")),
        new Limits(
            reader.integer("serve.max-body-bytes", 1024, 67_108_864),
            reader.integer("serve.max-feedback-characters", 1, 100_000),
            reader.integer("serve.connections", 1, 64),
            reader.integer("serve.threads", 8, 1000),
            reader.integer("serve.max-clients", 8, 100_000),
            reader.integer("serve.idle-seconds", 1, 300)));
  }

  private static TokenSettings tokens(SettingsReader reader) {
    List<String> issuers = reader.texts("serve.issuers");
    Optional<String> jwksUrl = reader.optionalText("serve.jwks-url");
    Optional<URI> keys = jwksUrl.flatMap(ServeSettings::httpUrl);
    if (jwksUrl.isPresent() && keys.isEmpty()) {
      reader.problem("serve.jwks-url", "must be an http or https URL");
    }
    if (reader.optionalText("supabase.url").isPresent() && issuers.isEmpty()) {
      reader.problem(
          "serve.issuers",
          "is empty; list the issuers of your project's tokens, for example [\"https://<project>.supabase.co/auth/v1\", \"supabase\"]");
    }
    return new TokenSettings(
        issuers,
        reader.text("serve.audience"),
        keys,
        reader.integer("serve.clock-skew-seconds", 0, 300),
        new Roles(
            reader.text("serve.user-role"),
            reader.text("serve.service-role"),
            reader.text("serve.admin-role")));
  }

  private static long rate(SettingsReader reader, String key) {
    return reader.whole(key, 1, 100_000_000);
  }

  private static Optional<URI> httpUrl(String text) {
    try {
      URI url = new URI(text);
      boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      return http && url.getHost() != null ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}

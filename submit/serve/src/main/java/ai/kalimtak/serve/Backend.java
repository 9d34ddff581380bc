package ai.kalimtak.serve;

import ai.kalimtak.common.job.JobException;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.supabase.Migrations;
import ai.kalimtak.common.supabase.Supabase;
import ai.kalimtak.serve.ServeSettings.TokenSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the endpoints stand on, opened in order and closed in reverse. */
final class Backend implements AutoCloseable {
  private final Supabase supabase;
  private final Metrics metrics = new Metrics();
  private final Database database;
  private final Services services;

  private Backend(Supabase supabase, ServeSettings settings, Optional<byte[]> secret) {
    this.supabase = supabase;
    this.database = new Database(supabase, settings.limits().connections(), metrics.registry());
    TokenSettings tokens = tokens(settings.tokens(), supabase.isEmbedded());
    RateLimits limits = new RateLimits(settings.rates());
    Authorization authorization =
        new Authorization(new TokenVerifier(tokens, secret), limits, tokens.roles());
    this.services =
        new Services(
            metrics,
            limits,
            new HealthEndpoint(database),
            new FeedbackEndpoint(database, authorization, settings.limits()));
  }

  /**
   * Connects to the database.
   *
   * @throws JobException when it cannot be reached or lacks migrations
   */
  static Backend open(CoreSettings core, ServeSettings settings, Optional<byte[]> secret) {
    Supabase supabase = Supabase.connect(core);
    try {
      List<String> missing = Migrations.missing(supabase);
      if (!missing.isEmpty()) {
        throw JobException.failed(
            supabase.server() + " lacks " + missing.size() + " migrations, first " + missing.get(0),
            "Apply them with: kalimtak migrate (or supabase db push)");
      }
      return new Backend(supabase, settings, secret);
    } catch (RuntimeException e) {
      supabase.close();
      throw e;
    }
  }

  Services services() {
    return services;
  }

  Supabase supabase() {
    return supabase;
  }

  @Override
  public void close() {
    database.close();
    metrics.close();
    supabase.close();
  }

  /** With the embedded Postgres the tokens made here are good as well. */
  private static TokenSettings tokens(TokenSettings given, boolean embedded) {
    List<String> issuers = new ArrayList<>(given.issuers());
    if (embedded) {
      issuers.add(DeveloperTokens.ISSUER);
    }
    return new TokenSettings(
        List.copyOf(issuers),
        given.audience(),
        given.jwksUrl(),
        given.clockSkewSeconds(),
        given.roles());
  }
}

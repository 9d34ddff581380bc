package ai.kalimtak.serve;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.JobRuns;
import ai.kalimtak.common.job.Launcher;
import ai.kalimtak.common.job.Reservations;
import ai.kalimtak.common.registry.Deployments;
import ai.kalimtak.common.registry.ModelRegistry;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.supabase.Supabase;
import ai.kalimtak.serve.auth.Authorization;
import ai.kalimtak.serve.auth.DeveloperTokens;
import ai.kalimtak.serve.auth.RateLimits;
import ai.kalimtak.serve.auth.TokenVerifier;
import ai.kalimtak.serve.endpoints.AssignmentEndpoint;
import ai.kalimtak.serve.endpoints.CurationEndpoint;
import ai.kalimtak.serve.endpoints.FeedbackEndpoint;
import ai.kalimtak.serve.endpoints.HealthEndpoint;
import ai.kalimtak.serve.endpoints.InteractionEndpoint;
import ai.kalimtak.serve.endpoints.OverviewEndpoint;
import ai.kalimtak.serve.http.Database;
import ai.kalimtak.serve.settings.ServeSettings;
import ai.kalimtak.serve.settings.ServeSettings.TokenSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The resources behind the endpoints, opened in order and closed in reverse. */
final class Backend implements AutoCloseable {
  private final Supabase supabase;
  private final Metrics metrics = new Metrics();
  private final Database database;
  private final Services services;

  private Backend(
      Supabase supabase,
      CoreSettings core,
      ServeSettings settings,
      Optional<byte[]> secret,
      Supplier<Launcher> launcher) {
    this.supabase = supabase;
    this.database = new Database(supabase, settings.limits().connections(), metrics.registry());
    TokenSettings tokens = tokens(settings.tokens(), supabase.isEmbedded());
    RateLimits limits = new RateLimits(settings.rates());
    Authorization authorization =
        new Authorization(new TokenVerifier(tokens, secret), limits, tokens.roles());
    JobRuns runs = new JobRuns(supabase.jdbi());
    this.services =
        new Services(
            metrics,
            limits,
            new HealthEndpoint(database),
            new FeedbackEndpoint(database, authorization, settings.limits()),
            new InteractionEndpoint(database, authorization, settings.limits()),
            new AssignmentEndpoint(database, authorization),
            new CurationEndpoint(
                authorization,
                new Reservations(supabase.jdbi()),
                runs,
                launcher,
                core.stateDirectory().resolve("logs")),
            new OverviewEndpoint(
                authorization,
                runs,
                new ModelRegistry(supabase.jdbi()),
                new Deployments(supabase.jdbi())));
  }

  /**
   * Connects to the database.
   *
   * @param secret HS256 secret of tokens, if there is one
   * @param launcher starts curations
   * @throws JobException if the database cannot be reached or lacks migrations
   */
  static Backend open(
      CoreSettings core,
      ServeSettings settings,
      Optional<byte[]> secret,
      Supplier<Launcher> launcher) {
    Supabase supabase = Supabase.connect(core);
    try {
      List<String> missing = supabase.migrations().missing();
      if (!missing.isEmpty()) {
        throw JobException.failed(
            supabase.server()
                + " lacks "
                + missing.size()
                + " migrations, the first is "
                + missing.get(0),
            "Apply them with kalimtak migrate or supabase db push");
      }
      return new Backend(supabase, core, settings, secret, launcher);
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

  /** Also accepts locally created tokens if the embedded Postgres is used. */
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

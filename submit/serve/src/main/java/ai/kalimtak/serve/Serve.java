package ai.kalimtak.serve;

import ai.kalimtak.common.failure.ExitCode;
import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.CommonOptions;
import ai.kalimtak.common.job.JobCommand;
import ai.kalimtak.common.job.Launcher;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.common.settings.SettingsReader;
import ai.kalimtak.serve.auth.DeveloperTokens;
import ai.kalimtak.serve.settings.ServeSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code kalimtak serve}. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serve the HTTP API: feedback, interactions, assignments, curation, health, metrics, and a page.",
      "It runs until it is stopped (Ctrl-C)."
    },
    footer = {
      "",
      "Try it out with the embedded Postgres:",
      "  kalimtak serve &",
      "  token=$(kalimtak serve --print-token user=6f0c2b1e-0000-4000-8000-000000000001)",
      "  curl -H \"Authorization: Bearer $token\" -H 'Content-Type: application/json' \\",
      "    -d '{\"interaction_id\": \"…\", \"score\": 5}' http://127.0.0.1:8088/api/feedback",
      "",
      "Settings: section serve (serve.port, serve.issuers, serve.jwks-url …), see docs/api_spec.md.",
      "Environment: SUPABASE_JWT_SECRET, SUPABASE_DB_PASSWORD, KALIMTAK_SERVE_MEMORY (256m)."
    })
public final class Serve implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");
  private static final int CLOSE_SECONDS = 20;

  @Mixin private CommonOptions options;

  @Option(
      names = "--print-token",
      paramLabel = "WHOSE",
      description =
          "Print a token for trying out the API and exit; only with the embedded Postgres. "
              + DeveloperTokens.KINDS
              + ".")
  private String whose;

  public static void main(String[] args) {
    if (List.of(args).contains("--verbose") || List.of(args).contains("-v")) {
      System.setProperty("org.slf4j.simpleLogger.log.org.eclipse.jetty", "info");
      System.setProperty("org.slf4j.simpleLogger.log.ai.kalimtak", "debug");
    }
    CommandLine command = new CommandLine(new Serve()).setCommandName("kalimtak serve");
    System.exit(JobCommand.execute(command, args));
  }

  @Override
  public Integer call() {
    Settings settings = options.settings();
    Bound bound = settings.reader().bind(Bound::from);
    boolean embedded = bound.core().supabase().url().isEmpty();
    if (whose != null && !embedded) {
      throw JobException.badSettings(
          "--print-token creates tokens for the embedded Postgres only",
          "Get the tokens of a real project from Supabase");
    }
    Optional<byte[]> secret =
        DeveloperTokens.secret(
            embedded, bound.core().stateDirectory(), bound.serve().tokens().jwksUrl().isPresent());
    if (whose != null) {
      System.out.println(
          DeveloperTokens.create(
              whose,
              secret.orElseThrow(),
              bound.serve().tokens().audience(),
              bound.serve().tokens().roles()));
      return ExitCode.DONE.code();
    }
    serve(bound, embedded, secret);
    return ExitCode.DONE.code();
  }

  private void serve(Bound bound, boolean embedded, Optional<byte[]> secret) {
    Backend backend =
        Backend.open(bound.core(), bound.serve(), secret, () -> Launcher.own(options));
    Api api;
    try {
      api = Api.start(bound.serve(), backend.services());
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
    System.out.println(
        "Serving on http://" + bound.serve().host() + ":" + api.port() + "/  (Ctrl-C stops it)");
    if (embedded) {
      System.out.println(
          "To get a token, run kalimtak serve --print-token WHOSE, where WHOSE is "
              + DeveloperTokens.KINDS);
    }
    serveUntilStopped(
        () -> {
          api.close();
          backend.close();
        });
  }

  /**
   * Blocks until the process is stopRequested to stop, then waits until open requests are closed.
   */
  private static void serveUntilStopped(Runnable close) {
    CountDownLatch stopRequested = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopRequested.countDown();
                  awaitQuietly(closed, CLOSE_SECONDS);
                },
                "end"));
    awaitQuietly(stopRequested, Long.MAX_VALUE);
    try {
      close.run();
    } finally {
      closed.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch, long seconds) {
    try {
      if (!latch.await(seconds, TimeUnit.SECONDS)) {
        LOG.warn("some resources were not closed within {} s", seconds);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Bound(CoreSettings core, ServeSettings serve) {
    static Bound from(SettingsReader reader) {
      return new Bound(CoreSettings.from(reader), ServeSettings.from(reader));
    }
  }
}

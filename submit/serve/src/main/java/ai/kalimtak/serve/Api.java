package ai.kalimtak.serve;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.serve.http.Answers;
import ai.kalimtak.serve.http.BodyDeadline;
import ai.kalimtak.serve.http.Problem;
import ai.kalimtak.serve.http.ProblemErrors;
import ai.kalimtak.serve.settings.ServeSettings;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: its routes, limits and error responses. */
final class Api implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");
  private static final int STOP_MILLIS = 5_000;

  private final ServeSettings settings;
  private final Services services;
  private final Javalin server;

  private Api(ServeSettings settings, Services services) {
    this.settings = settings;
    this.services = services;
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts listening.
   *
   * @throws JobException if the port is in use
   */
  static Api start(ServeSettings settings, Services services) {
    Api api = new Api(settings, services);
    try {
      api.server.start(settings.host(), settings.port());
    } catch (JavalinBindException e) {
      throw JobException.failed(
          "port " + settings.port() + " of " + settings.host() + " is in use or not permitted",
          "Stop the other process, or set serve.port to another port (0 for any free port)",
          e);
    }
    return api;
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.router.ignoreTrailingSlashes = false;
    QueuedThreadPool threads = new QueuedThreadPool(settings.limits().threads(), 8);
    threads.setName("http");
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(this::limit);
    config.jetty.modifyServer(this::limit);
    config.jetty.addConnector(this::connector);
    routes(config.routes);
  }

  private void limit(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setUriCompliance(UriCompliance.DEFAULT);
    http.setRequestHeaderSize(16_384);
    // The cache would store each token in a trie and walk it letter by letter for each request.
    http.setHeaderCacheSize(0);
    http.setIdleTimeout(settings.limits().idleSeconds() * 1000L);
  }

  private void limit(Server server) {
    server.setErrorHandler(new ProblemErrors());
    server.setStopTimeout(STOP_MILLIS);
    server.addBean(new NetworkConnectionLimit(settings.limits().maxClients(), server));
    BodyDeadline.guard(server, settings.limits().idleSeconds(), settings.limits().maxBodyBytes());
  }

  private ServerConnector connector(Server server, HttpConfiguration http) {
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.limits().idleSeconds() * 1000L);
    return connector;
  }

  private void routes(RoutesConfig routes) {
    routes.before(Metrics::begin);
    routes.before(Api::secure);
    routes.after(services.metrics()::end);
    services.addTo(routes);
    routes.exception(Problem.class, (problem, request) -> refuse(request, problem));
    routes.exception(
        HttpResponseException.class,
        (e, request) -> refuse(request, new Problem(e.getStatus(), ofServer(e.getStatus()))));
    routes.exception(Exception.class, Api::defect);
  }

  private void refuse(Context request, Problem problem) {
    Problem response = problem;
    if (problem.status() == 401) {
      try {
        services.limits().takeRefused(request.ip());
      } catch (Problem tooMany) {
        response = tooMany;
      }
    }
    Answers.problem(request, response);
  }

  private static void defect(Exception e, Context request) {
    LOG.error("{} failed: {} at {}", Routes.of(request), e.getClass().getSimpleName(), place(e));
    Answers.problem(request, new Problem(500, "The request failed; it can be sent again"));
  }

  private static void secure(Context request) {
    request.header("X-Content-Type-Options", "nosniff");
    request.header("Cache-Control", "no-store");
    request.header("Referrer-Policy", "no-referrer");
    request.header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    if (request.method().name().equals("HEAD") && request.path().startsWith("/api/")) {
      throw new Problem(405, ofServer(405));
    }
  }

  private static String ofServer(int status) {
    return switch (status) {
      case 404 -> "This resource does not exist";
      case 405 -> "This method is not allowed here";
      default -> "The request was refused";
    };
  }

  private static String place(Exception e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      if (frame.getClassName().startsWith("ai.kalimtak.")) {
        return frame.getFileName() + ":" + frame.getLineNumber();
      }
    }
    return "?";
  }
}

package ai.kalimtak.serve;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;

/** The route that handled a request. */
final class Routes {
  /** Label of requests that matched no route. */
  private static final String NONE = "none";

  private Routes() {}

  static String of(Context request) {
    Endpoint matched = request.endpoints().lastHttpEndpoint();
    return matched == null ? NONE : matched.path;
  }

  /** Uses the method of the route because a request can name any method. */
  static String method(Context request) {
    Endpoint matched = request.endpoints().lastHttpEndpoint();
    return matched == null ? NONE : matched.method.name();
  }
}

package ai.kalimtak.serve;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;

/** Which endpoint a request came to. */
final class Routes {
  /** What came to none. */
  private static final String NONE = "none";

  private Routes() {}

  static String of(Context request) {
    Endpoint matched = request.endpoints().lastHttpEndpoint();
    return matched == null ? NONE : matched.path;
  }

  /** Of the endpoint, not of the request, which may name any. */
  static String method(Context request) {
    Endpoint matched = request.endpoints().lastHttpEndpoint();
    return matched == null ? NONE : matched.method.name();
  }
}

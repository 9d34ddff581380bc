package ai.kalimtak.serve;

import io.javalin.http.Context;

/** How answers go out. */
final class Answers {
  static final String PROBLEM = "application/problem+json";

  private Answers() {}

  static void json(Context request, int status, Object body) {
    request.status(status).contentType("application/json").result(StrictJson.write(body));
  }

  static void problem(Context request, Problem problem) {
    if (problem.status() == 401) {
      request.header("WWW-Authenticate", "Bearer");
    }
    Object wait = problem.body().get("retry_after");
    if (wait != null) {
      request.header("Retry-After", wait.toString());
    }
    request.status(problem.status()).contentType(PROBLEM).result(StrictJson.write(problem.body()));
  }
}

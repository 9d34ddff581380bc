package ai.kalimtak.serve.http;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers. */
public final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger("kalimtak");
  static final String PROBLEM = "application/problem+json";

  private Answers() {}

  public static void json(Context request, int status, Object body) {
    send(request, status, "application/json", StrictJson.write(body));
  }

  public static void problem(Context request, Problem problem) {
    if (problem.status() == 401) {
      request.header("WWW-Authenticate", "Bearer");
    }
    Object wait = problem.body().get("retry_after");
    if (wait != null) {
      request.header("Retry-After", wait.toString());
    }
    send(request, problem.status(), PROBLEM, StrictJson.write(problem.body()));
  }

  /**
   * Writes straight to the connection; Javalin's own method compares the content type with those to
   * compress.
   */
  private static void send(Context request, int status, String contentType, byte[] body) {
    request.status(status).contentType(contentType);
    HttpServletResponse response = request.res();
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
    } catch (IOException e) {
      LOG.debug("the client disconnected before its answer", e);
    }
  }
}

package ai.kalimtak.serve.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal that is told to the client as {@code application/problem+json} (RFC 9457). Its detail
 * says what the client did or may do, and nothing of what lies behind the API.
 */
public final class Problem extends RuntimeException {
  private final int status;
  private final transient Map<String, Object> members = new LinkedHashMap<>();

  public Problem(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
  }

  /** Adds a member of its own. */
  public Problem with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  public static Problem badRequest(String detail) {
    return new Problem(400, detail);
  }

  /** A body whose form is right and whose value is not. */
  public static Problem invalid(String pointer, String detail) {
    return new Problem(422, "The body is not as the API describes it")
        .with("errors", java.util.List.of(Map.of("pointer", pointer, "detail", detail)));
  }

  public int status() {
    return status;
  }

  public Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", title(status));
    body.put("status", status);
    body.put("detail", getMessage());
    body.putAll(members);
    return body;
  }

  private static String title(int status) {
    String phrase = org.eclipse.jetty.http.HttpStatus.getMessage(status);
    return phrase == null ? "Error" : phrase;
  }
}

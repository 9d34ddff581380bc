package ai.kalimtak.serve.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error that is sent to the client as {@code application/problem+json} (RFC 9457). Its detail
 * says what the client did wrong or can do, and reveals nothing about the systems behind the API.
 */
public final class Problem extends RuntimeException {
  private final int status;
  private final transient Map<String, Object> members = new LinkedHashMap<>();

  public Problem(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
  }

  /** Adds an extension member. */
  public Problem with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  public static Problem badRequest(String detail) {
    return new Problem(400, detail);
  }

  /** Creates an error for a well-formed body with an invalid value. */
  public static Problem invalid(String pointer, String detail) {
    return new Problem(422, "The body does not match the API description")
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

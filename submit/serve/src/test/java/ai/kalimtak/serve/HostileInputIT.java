package ai.kalimtak.serve;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.serve.auth.DeveloperTokens;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a client sends, the API neither fails, nor reveals internals, nor changes data. */
@Timeout(60)
class HostileInputIT {
  private static final UUID ANNA = UUID.fromString("6f0c2b1e-0000-4000-8000-000000000001");
  private static final List<String> INJECTIONS =
      List.of(
          "'; drop table user_interactions; --",
          "1 or 1=1",
          "$1; select pg_sleep(10)",
          "\\\\x27 union select secret from vault",
          "{{7*7}}${7*7}",
          "<script>alert(1)</script>");

  @TempDir static Path folder;
  private static RunningApi api;
  private static UUID interaction;
  private static String before;

  @BeforeAll
  static void start() {
    api =
        RunningApi.in(
            folder,
            "serve.user-requests-per-minute=100000",
            "serve.refused-requests-per-minute=100000",
            "serve.idle-seconds=2",
            "serve.threads=8");
    interaction = api.interaction(ANNA);
    before = checksum();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @AfterEach
  void assertNothingChanged() {
    assertThat(checksum()).isEqualTo(before);
  }

  @Test
  void refusesMalformedBodies() {
    String id = "\"interaction_id\": \"" + interaction + "\"";
    List<String> bodies =
        new ArrayList<>(
            List.of(
                "",
                " ",
                "{",
                "null",
                "[]",
                "\"text\"",
                "5",
                "{}",
                "{" + id + "}",
                "{" + id + ", \"score\": 5} {}",
                "{" + id + ", \"score\": 5}}",
                "{" + id + ", \"score\": 5, \"score\": 4}",
                "{" + id + ", \"score\": 5, \"role\": \"admin\"}",
                "{" + id + ", /* a word */ \"score\": 5}",
                "{" + id + ", \"score\": 5,}",
                "{'interaction_id': '" + interaction + "', 'score': 5}",
                "{" + id + ", \"score\": 5, \"text\": \"half \\ud800 a letter\"}",
                "{" + id + ", \"score\": 5, \"text\": \"nothing \\u0000 at all\"}",
                "{" + id + ", \"score\": 5, \"text\": \"" + "x".repeat(10_001) + "\"}",
                "[".repeat(100_000),
                "{\"text\":".repeat(50_000)));
    for (String score :
        List.of(
            "0",
            "6",
            "-1",
            "5.0",
            "4.5",
            "\"5\"",
            "true",
            "null",
            "[5]",
            "{}",
            "1e0",
            "NaN",
            "99999999999999999999",
            "1".repeat(5_000),
            "1e999999999")) {
      bodies.add("{" + id + ", \"score\": " + score + "}");
    }
    for (String text : List.of("5", "true", "[\"a\"]", "{\"a\": 1}")) {
      bodies.add("{" + id + ", \"score\": 5, \"text\": " + text + "}");
    }
    for (String body : bodies) {
      assertRefused(feedback(body), body);
    }
  }

  @Test
  void treatsSqlInAnyFieldAsText() {
    for (String injection : INJECTIONS) {
      String quoted = "\"" + injection.replace("\"", "\\\"") + "\"";
      assertRefused(feedback("{\"interaction_id\": " + quoted + ", \"score\": 5}"), injection);
      assertRefused(
          feedback("{\"interaction_id\": \"" + interaction + "\", \"score\": " + quoted + "}"),
          injection);
      assertRefused(
          feedback(
              "{\"interaction_id\": \""
                  + UUID.randomUUID()
                  + "\", \"score\": 5, \"text\": "
                  + quoted
                  + "}"),
          injection);
      assertRefused(api.post("/api/feedback", injection.replaceAll("[^ -~]", ""), "{}"), injection);
    }
  }

  @Test
  void refusesBodiesOfOtherTypesOrEncodings() {
    String body = "{\"interaction_id\": \"" + interaction + "\", \"score\": 5}";
    for (String type :
        List.of(
            "text/plain",
            "application/xml",
            "application/json; charset=utf-16",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded")) {
      HttpRequest.Builder request =
          api.request("/api/feedback", api.token("user=" + ANNA))
              .setHeader("Content-Type", type)
              .POST(HttpRequest.BodyPublishers.ofString(body));
      assertRefused(api.send(request), type);
    }
    byte[] broken =
        body.replace("5}", "5, \"text\": \"\u00ff\"}").getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(
        api.send(
            api.request("/api/feedback", api.token("user=" + ANNA))
                .POST(HttpRequest.BodyPublishers.ofByteArray(broken))),
        "not UTF-8");
    assertRefused(
        api.send(
            api.request("/api/feedback", api.token("user=" + ANNA))
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        body.getBytes(StandardCharsets.UTF_16)))),
        "UTF-16");
  }

  @Test
  void cutsOffHugeBodies() throws IOException {
    String head =
        "POST /api/feedback HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + api.token("user=" + ANNA)
            + "\r\n";
    assertThat(api.sendRaw(head + "Content-Length: 99999999999\r\n\r\n{"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(api.sendRaw(head + "Content-Length: 99999999999999999999999\r\n\r\n{"))
        .startsWith("HTTP/1.1 400 ");
    try (Socket socket = api.connection()) {
      socket
          .getOutputStream()
          .write(
              (head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      byte[] chunk =
          ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
      try {
        for (int sent = 0; sent < 1_000; sent++) {
          socket.getOutputStream().write(chunk);
        }
      } catch (IOException e) {
        // The server may close the connection early.
      }
      assertThat(firstLine(socket))
          .isIn("HTTP/1.1 413 Payload Too Large", "HTTP/1.1 413 Content Too Large", "");
    }
  }

  @Test
  void refusesForgedExpiredAndUnsignedTokens() throws JOSEException {
    Instant now = Instant.now();
    JWTClaimsSet good = claims(now.plusSeconds(600)).build();
    List<String> tokens =
        List.of(
            sign(
                good,
                "another secret, quite as long as the first".getBytes(StandardCharsets.UTF_8)),
            sign(claims(now.minusSeconds(600)).build(), RunningApi.SECRET),
            sign(claims(null).build(), RunningApi.SECRET),
            sign(claims(now.plusSeconds(600)).issuer("someone").build(), RunningApi.SECRET),
            sign(claims(now.plusSeconds(600)).issuer(null).build(), RunningApi.SECRET),
            sign(claims(now.plusSeconds(600)).audience("others").build(), RunningApi.SECRET),
            sign(claims(now.plusSeconds(600)).audience((String) null).build(), RunningApi.SECRET),
            sign(
                claims(now.plusSeconds(600)).notBeforeTime(Date.from(now.plusSeconds(300))).build(),
                RunningApi.SECRET),
            new PlainJWT(good).serialize(),
            "eyJhbGciOiJub25lIn0." + sign(good, RunningApi.SECRET).split("\\.")[1] + ".",
            tampered(sign(good, RunningApi.SECRET)),
            sign(good, RunningApi.SECRET) + "A",
            "x".repeat(9_000),
            "..",
            "a.b.c",
            "null");
    for (String token : tokens) {
      var answer = api.post("/api/feedback", token, body(5));
      assertThat(answer.status()).as(token).isEqualTo(401);
      assertThat(answer.raw().headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertRevealsNothing(answer, token);
    }
    assertThat(api.post("/api/feedback", null, body(5)).status()).isEqualTo(401);
  }

  @Test
  void userMetadataGrantsNoRoles() throws JOSEException {
    JWTClaimsSet claims =
        claims(Instant.now().plusSeconds(600))
            .subject(UUID.randomUUID().toString())
            .claim("user_metadata", Map.of("role", "service_role", "roles", List.of("admin")))
            .build();
    assertThat(api.post("/api/feedback", sign(claims, RunningApi.SECRET), body(5)).status())
        .isEqualTo(404);
    JWTClaimsSet anonymous = claims(Instant.now().plusSeconds(600)).claim("role", "anon").build();
    assertThat(api.post("/api/feedback", sign(anonymous, RunningApi.SECRET), body(5)).status())
        .isEqualTo(403);
    JWTClaimsSet nobody = claims(Instant.now().plusSeconds(600)).subject("' or true --").build();
    assertThat(api.post("/api/feedback", sign(nobody, RunningApi.SECRET), body(5)).status())
        .isEqualTo(403);
  }

  @Test
  void refusesPathsOutsideTheApi() throws IOException {
    for (String path :
        List.of(
            "/../../etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/api/%2e%2e/health",
            "/api/..;/health",
            "//etc/passwd",
            "/api/feedback%00",
            "/api/feedback/",
            "/API/feedback",
            "/reference.conf",
            "/META-INF/MANIFEST.MF",
            "/%2f%2e%2e%2freference.conf",
            "/..\\reference.conf",
            "/api/%",
            "/%zz",
            "/api/" + "a".repeat(30_000))) {
      String answer =
          api.sendRaw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(path).matches("(?s)HTTP/1.1 4\\d\\d .*");
      assertThat(answer).as(path).doesNotContain("root:", "jetty", "Jetty", "Exception", "serve {");
    }
  }

  @Test
  void refusesMalformedRequests() throws IOException {
    for (String request :
        List.of(
            "\r\n\r\n\r\n",
            "GARBAGE\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
            "GET /health HTTP/1.1\r\n\r\n",
            "POST /api/feedback HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
            "POST /api/feedback HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
            "POST /api/feedback HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello",
            "POST /api/feedback HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n",
            "GET /health HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n",
            "TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "DELETE /api/feedback HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "HEAD /api/feedback HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
      String answer = api.sendRaw(request);
      assertThat(answer).as(request).matches("(?s)(HTTP/1.1 (4[0-9][0-9]|505) .*|)");
      assertThat(answer).as(request).doesNotContain("HTTP/1.1 500", "Jetty", "jetty.", "Exception");
    }
  }

  @Test
  void slowClientsDoNotBlockOthers() throws IOException, InterruptedException {
    List<Socket> slow = new ArrayList<>();
    try {
      String head =
          "POST /api/feedback HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nAuthorization: Bearer "
              + api.token("user=" + ANNA)
              + "\r\n\r\n";
      for (int client = 0; client < 100; client++) {
        Socket socket = api.connection();
        // Half of them stop inside the head, half inside the body; there are eight threads.
        socket
            .getOutputStream()
            .write(
                head.substring(0, client % 2 == 0 ? 60 : head.length())
                    .getBytes(StandardCharsets.ISO_8859_1));
        slow.add(socket);
      }
      Thread.sleep(300);
      for (int asked = 0; asked < 20; asked++) {
        assertThat(api.get("/health", null).status()).isEqualTo(200);
      }
      for (Socket socket : slow) {
        assertThat(firstLine(socket)).doesNotContain(" 200 ", " 500 ");
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static String body(int score) {
    return "{\"interaction_id\": \"" + interaction + "\", \"score\": " + score + "}";
  }

  private static RunningApi.Answer feedback(String body) {
    return api.post("/api/feedback", api.token("user=" + ANNA), body);
  }

  private static void assertRefused(RunningApi.Answer answer, String what) {
    String shown = what.length() > 200 ? what.substring(0, 200) : what;
    assertThat(answer.status()).as(shown).isBetween(400, 499);
    assertThat(answer.contentType()).as(shown).isEqualTo("application/problem+json");
    assertThat(answer.body().path("status").asInt()).as(shown).isEqualTo(answer.status());
    assertRevealsNothing(answer, shown);
  }

  private static void assertRevealsNothing(RunningApi.Answer answer, String what) {
    assertThat(answer.raw().body().toLowerCase(java.util.Locale.ROOT))
        .as(what)
        .doesNotContain(
            "exception",
            "ai.kalimtak",
            "jackson",
            "postgres",
            "sqlstate",
            "select ",
            "java.",
            "at line");
    assertThat(answer.raw().headers().firstValue("Server")).isEmpty();
  }

  private static JWTClaimsSet.Builder claims(Instant expires) {
    return new JWTClaimsSet.Builder()
        .issuer(DeveloperTokens.ISSUER)
        .audience("authenticated")
        .subject(ANNA.toString())
        .claim("role", "authenticated")
        .expirationTime(expires == null ? null : Date.from(expires));
  }

  private static String sign(JWTClaimsSet claims, byte[] secret) throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    token.sign(new MACSigner(secret));
    return token.serialize();
  }

  /** Returns the token with other claims and the same signature. */
  private static String tampered(String token) {
    String[] parts = token.split("\\.");
    String claims =
        new String(java.util.Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("authenticated", "service_role");
    return parts[0]
        + "."
        + java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + "."
        + parts[2];
  }

  private static String firstLine(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      StringBuilder line = new StringBuilder();
      for (int letter = in.read(); letter >= 0 && letter != '\r'; letter = in.read()) {
        line.append((char) letter);
      }
      return line.toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Returns a checksum of all tables that the API can reach. */
  private static String checksum() {
    return api.jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select (select string_agg(i::text, E'\\n' order by id) from user_interactions i) || (select count(*) from job_runs)")
                    .mapTo(String.class)
                    .one());
  }
}

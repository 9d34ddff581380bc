package ai.kalimtak.serve;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.job.Launcher;
import ai.kalimtak.common.settings.CoreSettings;
import ai.kalimtak.common.settings.Settings;
import ai.kalimtak.serve.auth.DeveloperTokens;
import ai.kalimtak.serve.settings.ServeSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/** The API with a real Postgres in the folder of a test, and a client that can send anything. */
final class RunningApi implements AutoCloseable {
  static final byte[] SECRET =
      "a secret of the tests, as long as HS256 wants it".getBytes(StandardCharsets.UTF_8);
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Backend backend;
  private final Api api;
  private final ServeSettings settings;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private RunningApi(Backend backend, ServeSettings settings) {
    this.backend = backend;
    this.settings = settings;
    this.api = Api.start(settings, backend.services());
  }

  static RunningApi in(Path folder, String... assignments) {
    return in(folder, RunningApi::noLauncher, assignments);
  }

  static RunningApi in(Path folder, Supplier<Launcher> launcher, String... assignments) {
    List<String> all = new ArrayList<>(List.of("state.directory=" + folder, "serve.port=0"));
    all.addAll(List.of(assignments));
    Settings settings = Settings.load(Optional.empty(), all);
    ServeSettings serve = settings.reader().bind(ServeSettings::from);
    CoreSettings core = settings.reader().bind(CoreSettings::from);
    return new RunningApi(Backend.open(core, serve, Optional.of(SECRET), launcher), serve);
  }

  private static Launcher noLauncher() {
    throw JobException.failed("nothing starts in this test", "");
  }

  Jdbi jdbi() {
    return backend.supabase().jdbi();
  }

  /** Stores an interaction of a user. */
  UUID interaction(UUID user) {
    return jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select log_user_interaction(input_text => 'a question', user_id => cast(:user as uuid))")
                    .bind("user", user)
                    .mapTo(UUID.class)
                    .one());
  }

  String token(String whose) {
    return DeveloperTokens.create(
        whose, SECRET, settings.tokens().audience(), settings.tokens().roles());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A response; the body is parsed if it is JSON. */
  record Answer(int status, String contentType, JsonNode body, HttpResponse<String> raw) {}

  Answer post(String path, String token, String body) {
    return send(request(path, token).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer get(String path, String token) {
    return send(request(path, token).GET());
  }

  HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json");
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String type = answer.headers().firstValue("Content-Type").orElse("");
      JsonNode body =
          type.contains("json") ? JSON.readTree(answer.body()) : JSON.getNodeFactory().nullNode();
      return new Answer(answer.statusCode(), type, body, answer);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Opens a connection on which any bytes can be sent. */
  Socket connection() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
    socket.setSoTimeout(5_000);
    return socket;
  }

  /** Sends raw bytes and reads until the server closes the connection. */
  String sendRaw(String request) throws IOException {
    try (Socket socket = connection()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    api.close();
    backend.close();
  }
}

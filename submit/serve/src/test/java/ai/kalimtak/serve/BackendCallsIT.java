package ai.kalimtak.serve;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.job.Launcher;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests of the backend and of administrators. */
@Timeout(120)
class BackendCallsIT {
  private static final UUID ANNA = UUID.fromString("6f0c2b1e-0000-4000-8000-000000000001");

  @TempDir static Path folder;
  private static RunningApi api;
  private static Path script;

  @BeforeAll
  static void start() throws IOException {
    script = folder.resolve("launcher");
    api =
        RunningApi.in(
            folder, () -> new Launcher(script, List.of()), "serve.user-requests-per-minute=1000");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void reset() {
    api.jdbi().useHandle(handle -> handle.execute("delete from job_runs"));
  }

  @Test
  void storesAnInteractionOnceHoweverOftenTheBackendSendsIt() {
    String body =
        """
        {"id": "6f0c2b1e-0000-4000-8000-00000000000a", "user_id": "%s", "input_text": "a \\"question\\"",
         "domain": "cooking", "propensity": 0.25, "latency_ms": 12, "ip_address": "2001:db8::1",
         "metadata": {"a": [1, null]}, "created_at": "2026-05-01T10:00:00+02:00"}
        """
            .formatted(ANNA);
    var first = api.post("/api/interactions", api.token("service"), body);
    assertThat(first.status()).isEqualTo(200);
    Map<String, Object> stored = row(first.body().path("id").asText());
    assertThat(stored)
        .containsEntry("input_text", "a \"question\"")
        .containsEntry("address", "2001:db8::1")
        .containsEntry("metadata", "{\"a\": [1, null]}")
        .containsEntry("at", "2026-05-01 08:00:00");
    var again =
        api.post("/api/interactions", api.token("service"), body.replace("cooking", "travel"));
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(row(first.body().path("id").asText())).isEqualTo(stored);
    var shortest = api.post("/api/interactions", api.token("service"), "{\"input_text\": \"x\"}");
    assertThat(shortest.status()).isEqualTo(200);
  }

  @Test
  void refusesInvalidInteractionsAndAnyFromUsers() {
    assertThat(
            api.post("/api/interactions", api.token("user=" + ANNA), "{\"input_text\": \"x\"}")
                .status())
        .isEqualTo(403);
    for (String member :
        List.of(
            "\"id\": \"1\"",
            "\"user_id\": \"'; drop table x; --\"",
            "\"propensity\": 0",
            "\"propensity\": 1.5",
            "\"latency_ms\": -1",
            "\"latency_ms\": 3000000000",
            "\"ip_address\": \"example.org\"",
            "\"ip_address\": \"1.2.3\"",
            "\"ip_address\": \"999.1.1.1\"",
            "\"ip_address\": \"a.b.c.d\"",
            "\"ip_address\": \"::1/0; select 1\"",
            "\"metadata\": [1]",
            "\"metadata\": {\"a\": 1e999999}",
            "\"metadata\": {\"a\\u0000\": 1}",
            "\"created_at\": \"yesterday\"",
            "\"created_at\": \"+999999999-01-01T00:00:00Z\"",
            "\"created_at\": \"1999-01-01T00:00:00Z\"",
            "\"domain\": \"" + "x".repeat(501) + "\"",
            "\"feedback_score\": 5",
            "\"error\": \"\\u0000\"")) {
      var answer =
          api.post(
              "/api/interactions", api.token("service"), "{\"input_text\": \"x\", " + member + "}");
      assertThat(answer.status()).as(member).isIn(400, 422);
    }
    assertThat(
            api.post("/api/interactions", api.token("service"), "{}")
                .body()
                .path("errors")
                .path(0)
                .path("pointer")
                .asText())
        .isEqualTo("/input_text");
  }

  @Test
  void returnsTheAssignmentFromTheDatabase() {
    String path = "/api/models/domain-router/assignment?subject=";
    assertThat(api.get(path + "anna", api.token("service")).body())
        .isEqualTo(RunningApi.json("{\"model\": \"domain-router\", \"version\": null}"));
    api.jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into model_versions (model_name, version, status, artifact_uri, artifact_sha256, dataset_version, dataset_fingerprint, algorithm, code_version, run_id)"
                        + " values ('domain-router', 1, 'approved', 'x', repeat('0', 64), 1, 'x', 'x', 'x', 1);"
                        + " insert into model_deployments (model_name, version, stage, traffic_percent, state, reason) values ('domain-router', 1, 1, 100, 'active', 'x')"));
    assertThat(api.get(path + "anna", api.token("service")).body().path("version").asInt())
        .isEqualTo(1);
    assertThat(api.get(path + "'%20or%20true--", api.token("service")).status()).isEqualTo(200);
    assertThat(api.get(path + "a%00b", api.token("service")).status()).isEqualTo(400);
    assertThat(api.get(path, api.token("service")).status()).isEqualTo(400);
    assertThat(api.get("/api/models/a'b/assignment?subject=a", api.token("service")).status())
        .isEqualTo(400);
    assertThat(api.get(path + "anna", api.token("user=" + ANNA)).status()).isEqualTo(403);
    assertThat(
            api.get("/api/admin/overview", api.token("admin"))
                .body()
                .path("serving")
                .path(0)
                .path("version")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void adminCallsRequireTheAdminRole() {
    for (String token : List.of(api.token("service"), api.token("user=" + ANNA))) {
      assertThat(api.post("/api/admin/curate-training-data", token, "").status()).isEqualTo(403);
      assertThat(api.get("/api/admin/runs/1", token).status()).isEqualTo(403);
      assertThat(api.get("/api/admin/overview", token).status()).isEqualTo(403);
    }
    assertThat(api.get("/api/admin/runs/99999999", api.token("admin")).status()).isEqualTo(404);
    assertThat(api.get("/api/admin/runs/1;drop", api.token("admin")).status()).isEqualTo(400);
    assertThat(api.get("/api/admin/runs/" + "9".repeat(30), api.token("admin")).status())
        .isEqualTo(400);
    assertThat(
            api.post("/api/admin/curate-training-data", api.token("admin"), "{\"job\": \"erase\"}")
                .status())
        .isEqualTo(422);
  }

  @Test
  void reportsACurationThatDiesBeforeItsRunAndAllowsTheNext() throws Exception {
    launches("echo \"$1 $KALIMTAK_RUN_ID ${SUPABASE_JWT_SECRET:-none}\"; sleep 2; exit 7");
    var started = curate("monday");
    assertThat(started.status()).isEqualTo(202);
    long runId = started.body().path("run_id").asLong();
    assertThat(started.raw().headers().firstValue("Location")).contains("/api/admin/runs/" + runId);
    assertThat(run(runId).path("status").asText()).isEqualTo("running");
    var second = curate("tuesday");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.body().path("run_id").asLong()).isEqualTo(runId);
    var repeated = curate("monday");
    assertThat(repeated.status()).isEqualTo(200);
    assertThat(repeated.body().path("run_id").asLong()).isEqualTo(runId);
    while (run(runId).path("status").asText().equals("running")) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(run(runId).path("status").asText()).isEqualTo("failed");
    assertThat(run(runId).path("error").asText())
        .contains("exited with code 7", "curation-" + runId + ".log");
    assertThat(Files.readString(folder.resolve("logs/curation-" + runId + ".log")))
        .isEqualTo("quality " + runId + " none\n");
    launches("exit 1");
    assertThat(curate("wednesday").status()).isEqualTo(202);
  }

  @Test
  void reportsACurationThatCannotBeStarted() throws Exception {
    Files.deleteIfExists(script);
    var answer = curate("never");
    assertThat(answer.status()).isEqualTo(503);
    long runId = answer.body().path("run_id").asLong();
    assertThat(run(runId).path("status").asText()).isEqualTo("failed");
    assertThat(answer.raw().body()).doesNotContain(folder.toString());
  }

  @Test
  void theApiDescriptionListsExactlyTheRoutes() throws IOException {
    String yaml = api.get("/openapi.yaml", null).raw().body();
    TreeSet<String> described = new TreeSet<>();
    Matcher paths = Pattern.compile("(?m)^  (/\\S*):\\n    (get|post):").matcher(yaml);
    while (paths.find()) {
      described.add(paths.group(2) + " " + paths.group(1));
    }
    TreeSet<String> served = new TreeSet<>();
    Matcher routes =
        Pattern.compile("routes\\.(get|post)\\(\\s*\"([^\"]+)\"")
            .matcher(Files.readString(Path.of("src/main/java/ai/kalimtak/serve/Services.java")));
    while (routes.find()) {
      served.add(routes.group(1) + " " + routes.group(2));
    }
    assertThat(described).isEqualTo(served).hasSizeGreaterThan(8);
  }

  @Test
  void thePageContainsNeitherDataNorInlineScripts() {
    var page = api.get("/", null);
    assertThat(page.raw().body()).contains("/page.js").doesNotContain("<script>");
    assertThat(page.raw().headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(api.get("/api/admin/overview", null).status()).isEqualTo(401);
  }

  private static RunningApi.Answer curate(String key) {
    return api.send(
        api.request("/api/admin/curate-training-data", api.token("admin"))
            .header("Idempotency-Key", key)
            .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
  }

  private static JsonNode run(long runId) {
    return api.get("/api/admin/runs/" + runId, api.token("admin")).body();
  }

  private static void launches(String commands) throws IOException {
    Files.writeString(script, "#!/bin/sh\n" + commands + "\n", StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private static Map<String, Object> row(String id) {
    return api.jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select input_text, domain, host(ip_address) as address, metadata::text, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as at from user_interactions where id = cast(:id as uuid)")
                    .bind("id", id)
                    .mapToMap()
                    .one());
  }
}

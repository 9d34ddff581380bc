package ai.kalimtak.common.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kalimtak.common.json.Json;
import ai.kalimtak.common.settings.TelemetrySettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTest {
  private static final Instant START = Instant.parse("2026-03-01T02:00:00Z");

  @TempDir Path folder;

  @Test
  void replacesTheMetricsFileAndKeepsTheLastSuccess() throws IOException {
    Telemetry telemetry = telemetry(Optional.of(folder), Optional.empty(), Optional.empty());
    telemetry.ended(run(7, 60, "succeeded", Map.of("rows_read", 12, "why", "x"), Optional.empty()));
    telemetry.ended(run(8, 90, "failed", Map.of(), Optional.of("the disk is full")));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .as("no partial file remains")
          .containsOnly(folder.resolve("kalimtak_etl.prom"));
    }
    assertThat(Files.readAllLines(folder.resolve("kalimtak_etl.prom")))
        .contains(
            "kalimtak_job_last_run_id{job=\"etl\"} 8",
            "kalimtak_job_last_run_duration_seconds{job=\"etl\"} 90.000",
            "kalimtak_job_last_success_timestamp_seconds{job=\"etl\"} "
                + START.plusSeconds(60).getEpochSecond(),
            "kalimtak_job_last_run_outcome{job=\"etl\",outcome=\"failed\"} 1",
            "kalimtak_job_last_run_outcome{job=\"etl\",outcome=\"succeeded\"} 0")
        .noneMatch(line -> line.contains("the disk is full"));
  }

  @Test
  void exportsTheCountsOfAReportButNotItsTexts() throws IOException {
    telemetry(Optional.of(folder), Optional.empty(), Optional.empty())
        .ended(run(7, 60, "succeeded", Map.of("rows_read", 12, "why", "x"), Optional.empty()));
    assertThat(Files.readAllLines(folder.resolve("kalimtak_etl.prom")))
        .contains("kalimtak_job_last_run_report{job=\"etl\",name=\"rows_read\"} 12")
        .noneMatch(line -> line.contains("why"));
  }

  @Test
  void namesTablesByTheRulesOfOpenLineage() throws IOException {
    Path file = folder.resolve("lineage.jsonl");
    Telemetry telemetry = telemetry(Optional.empty(), Optional.of(file), Optional.empty());
    telemetry.began(run(7, 0, "running", Map.of(), Optional.empty()));
    telemetry.ended(run(7, 60, "succeeded", Map.of("rows_read", 12), Optional.empty()));
    telemetry.ended(run(8, 60, "failed", Map.of(), Optional.of("the disk is full")));
    List<JsonNode> events = Files.readAllLines(file).stream().map(Json::read).toList();
    assertThat(events)
        .extracting(event -> event.path("eventType").asText())
        .containsExactly("START", "COMPLETE", "FAIL");
    JsonNode complete = events.get(1);
    assertThat(complete.at("/run/runId")).isEqualTo(events.get(0).at("/run/runId"));
    assertThat(complete.at("/run/runId")).isNotEqualTo(events.get(2).at("/run/runId"));
    assertThat(complete.at("/job/name").asText()).isEqualTo("kalimtak.etl");
    assertThat(complete.at("/schemaURL").asText()).contains("OpenLineage.json");
    assertThat(complete.path("inputs"))
        .extracting(input -> input.path("namespace").asText() + " " + input.path("name").asText())
        .containsExactly("postgres://db:5432 app.public.user_interactions");
    assertThat(complete.path("outputs"))
        .extracting(
            output -> output.path("namespace").asText() + " " + output.path("name").asText())
        .containsExactly("file /lake/gold/x", "s3://bucket lake/bronze/interactions");
    assertThat(events.get(2).at("/run/facets/errorMessage/message").asText())
        .isEqualTo("the disk is full");
  }

  @Test
  void postsEventsToTheEndpointAndIgnoresOneThatIsDown() throws Exception {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          got.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    server.start();
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/lineage");
    Telemetry telemetry = telemetry(Optional.empty(), Optional.empty(), Optional.of(endpoint));
    telemetry.began(run(7, 0, "running", Map.of(), Optional.empty()));
    server.stop(0);
    telemetry.ended(run(7, 60, "succeeded", Map.of(), Optional.empty()));
    assertThat(got).hasSize(1);
    assertThat(Json.read(got.take()).path("eventType").asText()).isEqualTo("START");
  }

  private static RunFacts run(
      long runId, int seconds, String outcome, Map<String, Object> report, Optional<String> error) {
    TablesUsed tables = new TablesUsed();
    tables.readFromDatabase("public.user_interactions");
    tables.wrote("s3a://bucket/lake/bronze/interactions");
    tables.wrote("/lake/gold/x");
    return new RunFacts(
        "etl",
        runId,
        START,
        seconds == 0 ? Optional.empty() : Optional.of(START.plusSeconds(seconds)),
        outcome,
        Json.tree(report),
        error,
        tables);
  }

  private static Telemetry telemetry(
      Optional<Path> metrics, Optional<Path> lineage, Optional<URI> endpoint) {
    return new Telemetry(new TelemetrySettings(metrics, lineage, endpoint, "test"), "db:5432/app");
  }
}

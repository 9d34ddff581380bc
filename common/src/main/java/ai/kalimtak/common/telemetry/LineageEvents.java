package ai.kalimtak.common.telemetry;

import ai.kalimtak.common.settings.TelemetrySettings;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.openlineage.client.OpenLineage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Sends OpenLineage events of job runs: START, then COMPLETE or FAIL with the tables that were read
 * and written. Events contain table names and never a query, a schema or a row. Of the library only
 * the event classes are used, because the dependencies of its transports conflict with Spark's.
 */
public final class LineageEvents implements RunObserver {
  private static final URI PRODUCER = URI.create("https://kalimtak.ai/continuous-learning");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private final OpenLineage lineage = new OpenLineage(PRODUCER);
  private final TelemetrySettings settings;
  private final String database;

  LineageEvents(TelemetrySettings settings, String database) {
    this.settings = settings;
    this.database = database;
  }

  @Override
  public void began(RunFacts run) throws IOException, InterruptedException {
    send(event(run, OpenLineage.RunEvent.EventType.START));
  }

  @Override
  public void ended(RunFacts run) throws IOException, InterruptedException {
    send(
        event(
            run,
            run.failed()
                ? OpenLineage.RunEvent.EventType.FAIL
                : OpenLineage.RunEvent.EventType.COMPLETE));
  }

  @Override
  public String toString() {
    return "lineage";
  }

  private OpenLineage.RunEvent event(RunFacts run, OpenLineage.RunEvent.EventType type) {
    ZonedDateTime at = run.endedAt().orElse(run.startedAt()).atZone(ZoneOffset.UTC);
    OpenLineage.RunFacetsBuilder facets = lineage.newRunFacetsBuilder();
    run.error()
        .ifPresent(
            message -> facets.errorMessage(lineage.newErrorMessageRunFacet(message, "JAVA", null)));
    return lineage
        .newRunEventBuilder()
        .eventType(type)
        .eventTime(at)
        .run(lineage.newRunBuilder().runId(id(run)).facets(facets.build()).build())
        .job(
            lineage
                .newJobBuilder()
                .namespace(settings.lineageNamespace())
                .name("kalimtak." + run.job())
                .build())
        .inputs(
            places(run.tables().databaseRead(), run.tables().lakeRead())
                .map(
                    place ->
                        lineage
                            .newInputDatasetBuilder()
                            .namespace(place.namespace())
                            .name(place.name())
                            .build())
                .toList())
        .outputs(
            places(run.tables().databaseWritten(), run.tables().lakeWritten())
                .map(
                    place ->
                        lineage
                            .newOutputDatasetBuilder()
                            .namespace(place.namespace())
                            .name(place.name())
                            .build())
                .toList())
        .build();
  }

  /** Returns an id that all events of a run share, and no other run has. */
  private UUID id(RunFacts run) {
    String name =
        String.join(
            "/",
            List.of(
                settings.lineageNamespace(),
                database,
                run.job(),
                String.valueOf(run.runId()),
                run.startedAt().toString()));
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /** A dataset, named by the rules of OpenLineage. */
  private record Place(String namespace, String name) {
    static Place inLake(String root) {
      if (!root.contains("://")) {
        return new Place("file", root);
      }
      URI uri = URI.create(root);
      String scheme = uri.getScheme().equals("s3a") ? "s3" : uri.getScheme();
      return new Place(scheme + "://" + uri.getAuthority(), uri.getPath().replaceFirst("^/", ""));
    }
  }

  private Stream<Place> places(Set<String> ofDatabase, Set<String> ofLake) {
    int slash = database.indexOf('/');
    String host = slash < 0 ? "embedded" : database.substring(0, slash);
    String name = slash < 0 ? "postgres" : database.substring(slash + 1);
    return Stream.concat(
        ofDatabase.stream().map(table -> new Place("postgres://" + host, name + "." + table)),
        ofLake.stream().map(Place::inLake));
  }

  private void send(OpenLineage.RunEvent event) throws IOException, InterruptedException {
    String json = MAPPER.writeValueAsString(event);
    if (settings.lineageFile().isPresent()) {
      Path file = settings.lineageFile().get().toAbsolutePath();
      Files.createDirectories(file.getParent());
      Files.writeString(file, json + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    if (settings.lineageEndpoint().isPresent()) {
      post(settings.lineageEndpoint().get(), json);
    }
  }

  private static void post(URI endpoint, String json) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    String key = System.getenv(TelemetrySettings.LINEAGE_KEY_VARIABLE);
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    int status =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .build()
            .send(request.build(), HttpResponse.BodyHandlers.discarding())
            .statusCode();
    if (status / 100 != 2) {
      throw new IOException("the endpoint answered with status " + status);
    }
  }
}

package ai.kalimtak.common.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The sections {@code metrics} and {@code lineage}: where the start and end of a run are reported.
 *
 * @param metricsDirectory folder of a Prometheus textfile collector
 * @param lineageFile file to which OpenLineage events are appended, one per line
 * @param lineageEndpoint URL to which OpenLineage events are posted
 * @param lineageNamespace name of this installation in the events
 */
public record TelemetrySettings(
    Optional<Path> metricsDirectory,
    Optional<Path> lineageFile,
    Optional<URI> lineageEndpoint,
    String lineageNamespace) {

  /** Environment variable with the key of the lineage endpoint. */
  public static final String LINEAGE_KEY_VARIABLE = "OPENLINEAGE_API_KEY";

  public static TelemetrySettings from(SettingsReader reader) {
    Optional<String> endpoint = reader.optionalText("lineage.endpoint");
    if (endpoint.isPresent() && !endpoint.get().matches("https?://[^\\s@?]+")) {
      reader.problem(
          "lineage.endpoint",
          "must begin with http:// or https:// and contain no credentials; put a key into the environment variable "
              + LINEAGE_KEY_VARIABLE);
      endpoint = Optional.empty();
    }
    return new TelemetrySettings(
        reader.optionalText("metrics.textfile-directory").map(Path::of),
        reader.optionalText("lineage.file").map(Path::of),
        endpoint.map(URI::create),
        reader.text("lineage.namespace"));
  }
}

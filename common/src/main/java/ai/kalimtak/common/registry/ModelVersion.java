package ai.kalimtak.common.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A row of {@code model_versions}.
 *
 * @param artifactSha256 SHA-256 of the artifact's {@code MANIFEST.sha256}
 * @param datasetVersion Delta version of {@code gold/training_data} that the version was trained on
 * @param datasetFingerprint hash of the data: equal for equal data
 * @param runId number of the training job's run
 */
public record ModelVersion(
    String modelName,
    int version,
    Status status,
    String artifactUri,
    String artifactSha256,
    long datasetVersion,
    String datasetFingerprint,
    OptionalInt parentVersion,
    String algorithm,
    JsonNode params,
    JsonNode metrics,
    Optional<JsonNode> verdict,
    String codeVersion,
    long runId,
    OffsetDateTime createdAt) {

  /** The state of a version; stored in lower case. */
  public enum Status {
    REGISTERED,
    REJECTED,
    APPROVED,
    ARCHIVED
  }

  /** Returns the name in messages, such as {@code reward v3}. */
  public String label() {
    return modelName + " v" + version;
  }
}

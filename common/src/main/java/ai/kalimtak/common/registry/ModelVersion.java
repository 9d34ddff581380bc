package ai.kalimtak.common.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A row of {@code model_versions}.
 *
 * @param artifactSha256 SHA-256 of the artifact's {@code MANIFEST.sha256}
 * @param datasetVersion Delta version of {@code gold/training_data} that was learnt from
 * @param datasetFingerprint content of that version: equal data, equal fingerprint
 * @param runId run of the training job
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

  /** Where a version stands; in the database in lower case. */
  public enum Status {
    REGISTERED,
    REJECTED,
    APPROVED,
    ARCHIVED
  }

  /** As people name it: {@code reward v3}. */
  public String label() {
    return modelName + " v" + version;
  }
}

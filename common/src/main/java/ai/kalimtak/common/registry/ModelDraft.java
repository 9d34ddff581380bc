package ai.kalimtak.common.registry;

import java.util.Map;

/**
 * A trained model to be registered; the registry assigns the version number.
 *
 * @param artifactSha256 SHA-256 of the sealed artifact's manifest
 * @param metrics the metrics that training measured on the validation split
 */
public record ModelDraft(
    String modelName,
    String artifactSha256,
    long datasetVersion,
    String datasetFingerprint,
    String algorithm,
    Map<String, Object> params,
    Map<String, Object> metrics,
    String codeVersion,
    long runId) {}

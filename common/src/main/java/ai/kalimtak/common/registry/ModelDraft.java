package ai.kalimtak.common.registry;

import java.util.Map;

/**
 * What a training run wants registered; the registry adds the number.
 *
 * @param artifactSha256 SHA-256 of the sealed artifact's manifest
 * @param metrics what training measured, on the validation split
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

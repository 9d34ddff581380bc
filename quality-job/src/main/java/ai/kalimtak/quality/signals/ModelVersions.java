package ai.kalimtak.quality.signals;

import ai.kalimtak.common.registry.ModelVersion;
import java.util.Optional;

/**
 * The model versions of a run, each empty where there is none.
 *
 * @param router labels rows that were given no domain
 * @param moderation looks for inappropriate texts
 * @param reward predicts ratings; only reviews use it
 */
public record ModelVersions(
    Optional<ModelVersion> router,
    Optional<ModelVersion> moderation,
    Optional<ModelVersion> reward) {}

package ai.kalimtak.etl.erasure;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An erasure request that is not complete.
 *
 * @param finding the finding of an earlier run that did not finish
 */
public record OpenRequest(UUID user, Instant requestedAt, Optional<ErasureFinding> finding) {}

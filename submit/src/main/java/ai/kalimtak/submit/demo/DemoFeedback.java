package ai.kalimtak.submit.demo;

import java.time.Instant;
import java.util.UUID;

/**
 * A rating at the time it arrives.
 *
 * @param id the rated interaction
 * @param score 1 to 5 stars
 * @param text the remark, or null
 * @param hasPersonalData whether the remark contains personal data
 */
public record DemoFeedback(UUID id, int score, String text, Instant at, boolean hasPersonalData) {}

package ai.kalimtak.submit.demo;

import java.util.UUID;

/**
 * A moderator's label for an interaction.
 *
 * @param label {@code ok} or {@code inappropriate}
 */
public record DemoModeration(UUID id, String label) {}

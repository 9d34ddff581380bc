package ai.kalimtak.submit.demo;

import java.util.UUID;

/**
 * A person's judgement of an interaction.
 *
 * @param label {@code ok} or {@code inappropriate}
 */
public record DemoModeration(UUID id, String label) {}
